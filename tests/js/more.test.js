import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { More } from "../../static/js/ui/more.js";

const CARD = { id: "card" };
const ITEM = { id: "movie", title: "Paddington" };
const MESSAGE = { card: CARD, conversation: "room" };

let said, asked, messages, more, answer;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [said, asked, messages] = [[], [], new Map()];
  answer = async () => ({ answer: "a1" });
  more = new More({
    request: (command) => asked.push(command) && answer(),
    announcer: { say: (words) => said.push(words) },
    store: { rooms: new Map([["room", { messages }]]), tell: () => {} },
  });
});

test("it is asked once, said, and over when the answer is there", async () => {
  await Promise.all([more.ask(MESSAGE, ITEM), more.ask(MESSAGE, ITEM)]);
  assert.deepEqual(asked, [{ type: "recommendation.more", recommendation: "card", item: "movie" }]);
  assert.deepEqual(said, ["Paddington: Looking for more like it…"]);
  assert.equal(more.of(CARD, ITEM).isWaiting, true);
  messages.set("m1", { client_id: "a1" });
  assert.equal(more.of(CARD, ITEM), undefined);
  mock.timers.tick(61_000);
  assert.equal(said.length, 1, "nothing more is said then");
});

test("with nobody to answer it says that it takes long, then that none came, and can be asked again", async () => {
  await more.ask(MESSAGE, ITEM);
  mock.timers.tick(15_000);
  assert.match(more.of(CARD, ITEM).words, /^Still looking/);
  mock.timers.tick(45_000);
  assert.match(more.of(CARD, ITEM).words, /^No answer came/);
  assert.equal(more.of(CARD, ITEM).isWaiting, false);
  await more.ask(MESSAGE, ITEM);
  assert.equal(asked.length, 2);
});

test("a refusal, and a failure told later, are shown in the server's words", async () => {
  answer = () => Promise.reject(new Error("Unafied does not listen in this room."));
  await more.ask(MESSAGE, ITEM);
  assert.deepEqual(more.of(CARD, ITEM).words, "Unafied does not listen in this room.");
  answer = async () => ({ answer: "a2" });
  await more.ask(MESSAGE, ITEM);
  more.failed({ id: "other", detail: "no" });
  assert.equal(more.of(CARD, ITEM).isWaiting, true);
  more.failed({ id: "a2", detail: "There is nothing more like it." });
  assert.deepEqual(more.of(CARD, ITEM).words, "There is nothing more like it.");
  mock.timers.tick(61_000);
  assert.equal(said.at(-1), "Paddington: There is nothing more like it.");
});
