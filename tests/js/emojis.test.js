/** The emojis one chooses from. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Favourites } from "../../static/js/store/favourites.js";
import { EmojiBook, toned } from "../../static/js/text/emoji-book.js";
import { EMOJIS } from "../../static/js/text/emojis.js";

const book = new EmojiBook(JSON.parse(readFileSync(new URL("../../static/emojis.json", import.meta.url), "utf8")));
const found = (words, how) => book.search(words, how).map((entry) => entry.emoji);

test("what is called so comes before what begins so, and that before what has it somewhere", () => {
  assert.equal(found("heart")[0], "❤️");
  assert.equal(found("tad")[0], "🎉");
  assert.ok(found("cat").indexOf("🐈") < found("cat").indexOf("😹"));
  assert.ok(found("THUMBS UP").includes("👍"));
  assert.ok(found("thumbs_u").includes("👍"));
  assert.ok(found("hooray").includes("🎉"));
  assert.ok(found("party").indexOf("🎉") >= 0);
  assert.deepEqual(found("south africa"), ["🇿🇦"]);
  assert.ok(found("sou").indexOf("🔊") < found("sou").indexOf("🇿🇦"));
  assert.equal(found("face", { most: 7 }).length, 7);
  assert.deepEqual(found("  "), []);
  assert.ok(found("dd").includes("🏓"));
  assert.deepEqual(found("dd", { isLoose: false }), []);
  assert.deepEqual(found("no such thing"), []);
});

test("a shortcode has one meaning, and every usual emoji is in the book", () => {
  assert.equal(book.named("+1").emoji, "👍");
  assert.equal(book.named("nope"), undefined);
  const all = new Set(book.entries.map((entry) => entry.emoji));
  assert.deepEqual(EMOJIS.filter(([emoji]) => !all.has(emoji)), []);
});

test("a tone is given to those that have tones", () => {
  assert.equal(toned(book.named("+1"), 3), "👍🏽");
  assert.equal(toned(book.named("v"), 1), "✌🏻");
  assert.equal(toned(book.named("cook"), 5), "🧑🏿‍🍳");
  assert.equal(toned(book.named("tada"), 3), "🎉");
  assert.equal(toned(book.named("+1"), 0), "👍");
});

test("what was used last comes first, once, and is kept for its user alone", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const mine = new Favourites(storage, "alice");
  mine.use("🥖");
  mine.tone = 2;
  mine.use("🎉");
  mine.use("🥖");
  assert.deepEqual(new Favourites(storage, "alice").emojis.slice(0, 3), ["🥖", "🎉", EMOJIS[0][0]]);
  assert.equal(new Favourites(storage, "alice").tone, 2);
  assert.equal(new Favourites(storage, "bob").emojis[0], EMOJIS[0][0]);
  assert.equal(new Favourites({ getItem: () => "{" }, "alice").tone, 0);
});
