import assert from "node:assert/strict";
import { test } from "node:test";

import { Sheet } from "../../static/js/ui/sheet.js";

test("an answer that was overtaken by a later question is not shown", async () => {
  globalThis.document = { activeElement: null };
  const shown = [];
  const attributes = { setAttribute: () => {}, removeAttribute: () => {} };
  const body = { ...attributes, contains: () => false, replaceChildren: (...parts) => shown.push(...parts) };
  const sheet = Object.assign(Object.create(Sheet.prototype), { body, error: {} });
  let answer = null;
  const first = sheet.fill(() => new Promise((resolve) => (answer = resolve)));
  await sheet.fill(async () => ["later"]);
  answer(["earlier"]);
  await first;
  assert.deepEqual(shown, ["later"]);
  delete globalThis.document;
});
