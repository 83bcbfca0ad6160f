import assert from "node:assert/strict";
import { test } from "node:test";

import { day, short } from "../../static/js/text/time.js";
import { capped, clip, count, initials, isOnlyEmojis, lengthNote, lengthOf, list, shade } from "../../static/js/text/words.js";

test("a length is counted as the server counts it: code points of what is stored", () => {
  assert.equal(lengthOf("  a🎉\r\nb  "), 4);
});

test("names are listed, the rest is counted", () => {
  assert.equal(list(["Ann"]), "Ann");
  assert.equal(list(["Ann", "Bob"]), "Ann and Bob");
  assert.equal(list(["Ann", "Bob", "Cy"]), "Ann, Bob and 1 other");
  assert.equal(list(["Ann", "Bob", "Cy", "Di"]), "Ann, Bob and 2 others");
});

test("numbers have their words, and unread ends at 99+", () => {
  assert.deepEqual([count(1, "person", "people"), count(2, "person", "people")], ["1 person", "2 people"]);
  assert.deepEqual([capped(99), capped(100)], ["99", "99+"]);
});

test("a line is cut between characters, not in them", () => {
  assert.equal(clip("  a\n b ", 9), "a b");
  assert.equal(clip("🎉🎉🎉", 2), "🎉…");
});

test("initials and shades stay the same", () => {
  assert.deepEqual([initials("Ann van Berg"), initials("dan"), initials("  ")], ["AB", "D", ""]);
  assert.equal(shade("someone"), shade("someone"));
});

test("a few emojis are shown large, anything else is not", () => {
  assert.ok(isOnlyEmojis("🍿🍿"));
  assert.ok(isOnlyEmojis("👩‍👩‍👧"));
  for (const text of ["", "12", "🍿 yes", "🍿🍿🍿🍿"]) assert.ok(!isOnlyEmojis(text), text);
});

test("days have names as long as they are near", () => {
  const now = new Date(2026, 6, 10, 9);
  assert.equal(day(new Date(2026, 6, 10, 0, 1), now), "Today");
  assert.equal(day(new Date(2026, 6, 9, 23, 59), now), "Yesterday");
  assert.match(day(new Date(2025, 6, 9), now), /2025/);
  assert.notEqual(short(new Date(2026, 6, 9), now), short(new Date(2026, 5, 9), now));
});

test("the length of a text is told when it matters", () => {
  const of = (length) => lengthNote("🎉".repeat(length), 8_000);
  assert.deepEqual(of(7_500), { words: "", isTooLong: false });
  assert.deepEqual(of(7_501), { words: "499 left", isTooLong: false });
  assert.deepEqual(of(8_000), { words: "0 left", isTooLong: false });
  assert.deepEqual(of(8_002), { words: "Too long by 2: shorten it to send it.", isTooLong: true });
  assert.deepEqual(lengthNote("a".repeat(3_000), 8_000), { words: "", isTooLong: false });
});
