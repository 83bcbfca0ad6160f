/** However much comes, it is drawn once a frame, and drawing leaves most of the time to others. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { nextTask, onceAFrame } from "../../static/js/ui/frame.js";
import { Clock } from "./clock.js";

let clock;
let frames;

beforeEach(() => {
  mock.restoreAll();
  clock = new Clock();
  frames = [];
  globalThis.requestAnimationFrame = (work) => frames.push(work);
  mock.method(globalThis, "setTimeout", clock.setTimeout);
  mock.method(performance, "now", () => clock.now);
});

test("fifty messages in a frame are one drawing, and what comes after it is the next", () => {
  let drawn = 0;
  const draw = onceAFrame(() => (drawn += 1));
  for (let message = 0; message < 50; message += 1) draw();
  assert.deepEqual([drawn, frames.length], [0, 1]);
  frames.pop()();
  assert.equal(drawn, 1);
  draw();
  frames.pop()();
  assert.equal(drawn, 2);
});

test("after a drawing that took long comes a rest that is longer, and nothing is forgotten", async () => {
  let drawn = 0;
  const draw = onceAFrame(() => {
    drawn += 1;
    clock.now += 10;
  });
  draw();
  frames.pop()();
  for (let message = 0; message < 5; message += 1) draw();
  await clock.pass(59);
  assert.deepEqual([drawn, frames.length], [1, 0]);
  await clock.pass(1);
  frames.pop()();
  assert.equal(drawn, 2);
});

test("what is drawn in several pieces goes on at once", () => {
  let pieces = 3;
  const draw = onceAFrame(() => {
    clock.now += 10;
    return (pieces -= 1) > 0;
  });
  draw();
  while (frames.length) frames.pop()();
  assert.equal(pieces, 0);
});

test("who was left in peace is drawn for at once", async () => {
  const draw = onceAFrame(() => (clock.now += 10));
  draw();
  frames.pop()();
  await clock.pass(1_000);
  draw();
  assert.equal(frames.length, 1);
});

test("what goes on in the next task lets others come first", async () => {
  const order = [];
  const work = (async () => {
    order.push("begins");
    await nextTask();
    order.push("goes on");
  })();
  await Promise.resolve().then(() => order.push("others"));
  await clock.pass(0);
  await work;
  assert.deepEqual(order, ["begins", "others", "goes on"]);
});
