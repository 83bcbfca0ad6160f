/** However much comes, it is drawn once a frame. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { onceAFrame } from "../../static/js/ui/frame.js";

test("fifty messages in a frame are one drawing, and what comes after it is the next", () => {
  const frames = [];
  globalThis.requestAnimationFrame = (work) => frames.push(work);
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
