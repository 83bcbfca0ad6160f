/** What comes is said once, and a flood that lasts does not drown everything else. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Announcer } from "../../static/js/ui/announcer.js";
import { Clock } from "./clock.js";

function listening() {
  const said = [];
  const clock = new Clock();
  const region = { set textContent(words) { said.push(words); } };
  return { said, clock, announcer: new Announcer(region, clock) };
}

const message = (content) => ({ content, html: "", card: null, deleted_at: null });

test("who speaks alone is heard in their own words, after a breath", async () => {
  const { said, clock, announcer } = listening();
  for (const words of ["soup", "salad"]) {
    announcer.announce("Bob", message(words));
    await clock.pass(1_000);
  }
  assert.deepEqual(said, ["Bob: soup", "Bob: salad"]);
});

test("the longer many talk, the longer the breaths, and nothing is left out", async () => {
  const { said, clock, announcer } = listening();
  for (let second = 0; second < 120; second += 1) {
    ["Ann", "Bob"].forEach((name) => announcer.announce(name, message("more")));
    await clock.pass(1_000);
  }
  await clock.pass(15_000);
  const counts = said.map((words) => Number(words.split(" ")[0]));
  assert.equal(counts.reduce((sum, each) => sum + each), 240);
  assert.ok(said.length < 15, `${said.length} sentences in two minutes`);
  assert.match(said.at(-1), /new messages from Ann and Bob$/);
});

test("after a flood one voice is heard as soon as before", async () => {
  const { said, clock, announcer } = listening();
  for (let count = 0; count < 50; count += 1) announcer.announce("Bob", message("more"));
  await clock.pass(60_000);
  announcer.announce("Ann", message("soup"));
  await clock.pass(1_000);
  assert.deepEqual(said, ["50 new messages from Bob", "Ann: soup"]);
});
