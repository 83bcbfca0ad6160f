import assert from "node:assert/strict";
import { test } from "node:test";

import { beginningOf, nextOf, rowsOf } from "../../static/js/store/rows.js";
import { ALICE, BOB, newMessage } from "./house.js";

const at = (message, created_at) => ({ ...message, created_at });
const kinds = (rows) => rows.map((row) => (row.kind === "message" ? row.message.content : row.kind));

function entry(client_id, content) {
  return { client_id, content, created_at: "2026-07-01T12:01:00", state: "pending", detail: "" };
}

test("a day begins with its line, and does not end again when clocks differ", () => {
  const messages = [
    at(newMessage(1, BOB, "a"), "2026-07-01T12:00:00"),
    at(newMessage(2, BOB, "b"), "2026-07-02T00:00:01"),
    at(newMessage(3, BOB, "c"), "2026-07-01T23:59:59"),
  ];
  assert.deepEqual(kinds(rowsOf(messages, [], { me: ALICE })), ["day", "a", "day", "b", "c"]);
});

test("an answer that is being written stands last", () => {
  const rows = rowsOf([newMessage(1, BOB, "a")], [entry("c9", "b")], { me: ALICE, writing: { text: "You" } });
  assert.deepEqual(kinds(rows).slice(-2), ["b", "writing"]);
  assert.equal(rows.at(-1).text, "You");
});

test("what one says in one breath stands under one head", () => {
  const messages = [
    at(newMessage(1, BOB), "2026-07-01T12:00:00"),
    at(newMessage(2, BOB), "2026-07-01T12:04:00"),
    at(newMessage(3, BOB), "2026-07-01T12:10:00"),
    at(newMessage(4, ALICE), "2026-07-01T12:10:01"),
    at(newMessage(5, null), "2026-07-01T12:10:02"),
    at(newMessage(6, null), "2026-07-01T12:10:03"),
  ];
  const heads = rowsOf(messages, [], { me: ALICE }).filter((row) => row.kind === "message");
  assert.deepEqual(
    heads.map((row) => row.isHead),
    [true, false, true, true, true, true],
  );
});

test("the line stands before the first new message of somebody else", () => {
  const messages = [newMessage(1, BOB, "a"), newMessage(2, ALICE, "mine"), newMessage(3, BOB, "b")];
  assert.deepEqual(kinds(rowsOf(messages, [], { me: ALICE, newAfter: 1 })), ["day", "a", "mine", "new", "b"]);
  assert.deepEqual(kinds(rowsOf(messages, [], { me: ALICE, newAfter: 3 })), ["day", "a", "mine", "b"]);
});

test("a pending text becomes the server's message in its place, under the same key", () => {
  const pending = rowsOf([], [entry("u1", "hi")], { me: ALICE }).at(-1);
  const sent = rowsOf([newMessage(1, ALICE, "hi", "u1")], [entry("u1", "hi")], { me: ALICE });
  assert.deepEqual([pending.state, pending.key], ["pending", sent.at(-1).key]);
  assert.deepEqual([kinds(sent), sent.at(-1).state], [["day", "hi"], "sent"]);
});

test("somebody else's client_id does not hide one's own text", () => {
  const rows = rowsOf([newMessage(1, BOB, "theirs", "u1")], [entry("u1", "mine")], { me: ALICE });
  assert.deepEqual(kinds(rows).slice(1), ["theirs", "mine"]);
});

test("of a page of history a few rows a frame are drawn, next to those that stand there, and all where none does", () => {
  const rows = Array.from({ length: 100 }, (_, key) => ({ key }));
  const next = (isDrawn, most = { above: 8, below: 8 }) => nextOf(rows, isDrawn, most).map(({ key }) => key);
  assert.deepEqual([next(({ key }) => key >= 50)[0], next(({ key }) => key >= 50).length], [42, 58]);
  assert.deepEqual([next(({ key }) => key < 50).at(-1), next(({ key }) => key < 50).length], [57, 58]);
  assert.deepEqual(next(({ key }) => key > 3).length, 100);
  assert.deepEqual(next(() => false).length, 100);
});

test("who stands at the end sees all that is new there, however much waits above", () => {
  const rows = Array.from({ length: 100 }, (_, key) => ({ key }));
  const next = nextOf(rows, ({ key }) => key >= 50 && key < 60, { above: 8 }).map(({ key }) => key);
  assert.deepEqual([next[0], next.at(-1)], [42, 99]);
});

test("a room is drawn from the line before what is new, or from its end", () => {
  const messages = [newMessage(1, BOB, "a"), newMessage(2, BOB, "b"), newMessage(3, BOB, "c")];
  assert.equal(beginningOf(rowsOf(messages, [], { me: ALICE, newAfter: 1 })).kind, "new");
  assert.equal(beginningOf(rowsOf(messages, [], { me: ALICE })).message.content, "c");
  assert.equal(beginningOf([]), undefined);
});
