import assert from "node:assert/strict";
import { test } from "node:test";

import { noteOnCall } from "../../static/js/store/asked.js";

const AT = Date.parse("2026-07-01T12:00:00Z");
const LISTENING = { listening: true, listening_since: "2026-06-01T12:00:00Z", agents_allowed: true };

const call = { id: "m1", role: "user", sender: { id: "me" }, content: "@Unafied a film?", created_at: "2026-07-01T12:00:00Z" };
const card = (changes = {}) => ({ id: "a", role: "assistant", sender: null, card: { trigger: "m1", like: null, ...changes } });
const note = (latest, seconds = 70, noun = LISTENING) => noteOnCall({ latest, noun }, "me", AT + seconds * 1_000);

test("nothing is said at once, then that it takes long, and in the end that nothing came", () => {
  assert.deepEqual(note([call], 3), { id: "m1", words: "", isOpen: true });
  assert.deepEqual(note([call], 20), { id: "m1", words: "Unafied is taking longer than usual.", isOpen: true });
  assert.match(note([call], 61).words, /^Unafied has not answered\./);
  assert.equal(note([call], 61).isOpen, false);
  assert.equal(note([call], 3_601), null, "it is past");
});

test("an answer ends it, whatever came of its card; what answers somebody else, or a wish for more, does not", () => {
  assert.equal(note([call, card()]), null);
  assert.equal(note([call, { ...card(), card: null, deleted_at: "later" }]), null);
  assert.equal(note([call, card({ trigger: null })]), null);
  assert.ok(note([card(), call]));
  assert.ok(note([call, card({ trigger: "other" })]));
  assert.ok(note([call, card({ trigger: null, like: { item: "x", title: "X" } })]));
});

test("who was not heard is told why, at once", () => {
  assert.match(note([{ ...call, off_record: true }], 1).words, /^Unafied did not read this\.$/);
  assert.match(note([call], 1, { ...LISTENING, listening: false }).words, /was not listening here/);
  assert.match(note([call], 1, { ...LISTENING, listening_since: "2026-07-01T12:00:01Z" }).words, /was not listening here/);
  assert.match(note([call], 1, { ...LISTENING, agents_allowed: false }).words, /^You keep Unafied from reading you/);
  assert.equal(note([{ ...call, off_record: true }], 1).isOpen, false);
});

test("only one's own calls count, and only those by its name", () => {
  assert.equal(note([{ ...call, sender: { id: "bob" } }]), null);
  assert.equal(note([{ ...call, content: "write to me@unafied.org, or @unafiedly" }]), null);
  assert.equal(note([{ ...call, content: "", deleted_at: "now" }]), null);
});
