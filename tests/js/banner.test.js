/** The word that the connection is away neither flickers nor keeps silent. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Banner } from "../../static/js/ui/banner.js";
import { Clock } from "./clock.js";

function atHand({ isOffline = false } = {}) {
  const clock = new Clock();
  const element = { hidden: true, textContent: "" };
  const banner = new Banner(element, { timers: clock, isOffline: () => isOffline });
  const lost = (code = 1006) => ["waiting", "connecting"].forEach((state) => banner.show(state, code));
  banner.show("connecting", null);
  banner.show("open", null);
  return { clock, element, banner, lost };
}

test("a break of two seconds is passed over", async () => {
  const { clock, element, banner, lost } = atHand();
  lost();
  await clock.pass(2_000);
  banner.show("open", null);
  await clock.pass(60_000);
  assert.ok(element.hidden);
});

test("a longer break is told until the connection stays", async () => {
  const { clock, element, banner, lost } = atHand();
  lost();
  await clock.pass(3_000);
  assert.deepEqual([element.hidden, element.textContent], [false, "Reconnecting…"]);
  banner.show("open", null);
  await clock.pass(2_000);
  assert.ok(element.hidden);
});

test("a connection that comes and goes makes nothing flicker", async () => {
  const { clock, element, banner, lost } = atHand();
  lost();
  await clock.pass(3_000);
  const seen = new Set();
  for (let turn = 0; turn < 10; turn += 1) {
    banner.show("open", null);
    await clock.pass(1_000);
    lost();
    await clock.pass(1_000);
    seen.add(element.hidden);
  }
  assert.deepEqual([...seen], [false]);
});

test("who is offline reads that, and that what they write is sent later", async () => {
  const { clock, element, lost } = atHand({ isOffline: true });
  lost();
  await clock.pass(3_000);
  assert.match(element.textContent, /^You are offline\. What you write is sent/);
});

test("what the reader can do something about is said, also when it is shown already", async () => {
  const { clock, element, lost } = atHand();
  lost();
  await clock.pass(3_000);
  lost(4400);
  assert.match(element.textContent, /Reload it/);
});
