/** What is begun, closed or selected in a text field. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { begunAt, linked, marked, shortcodeAt } from "../../static/js/text/typing.js";

const begun = (value) => begunAt(value, value.length);
const closed = (value) => shortcodeAt(value, value.length);

test("a name begins at an @ of its own, a shortcode at a colon with two letters", () => {
  assert.deepEqual(begun("hi @bo"), { mark: "@", query: "bo", start: 3 });
  assert.deepEqual(begun("@"), { mark: "@", query: "", start: 0 });
  assert.deepEqual(begun("(@Ana Ma"), { mark: "@", query: "Ana Ma", start: 1 });
  assert.deepEqual(begun("so :ta"), { mark: ":", query: "ta", start: 3 });
  assert.deepEqual(begun("🎉:ta"), { mark: ":", query: "ta", start: 2 });
});

test("an address, a time, a scheme and code begin nothing", () => {
  for (const value of ["ann@ex", "see 10:30", "http://a", "x:ta", ":t", "https://a.example/@an", "`:ta", "```\n:ta", ":D", ":-D", ":-)", ":'("]) {
    assert.equal(begun(value), null, value);
  }
  assert.notEqual(begun("`x` :ta"), null);
  assert.equal(begun(":+1").query, "+1");
});

test("a shortcode is closed by its second colon, and not in code or in a word", () => {
  assert.deepEqual(closed("so :tada:"), { shortcode: "tada", start: 3 });
  assert.deepEqual(closed(":+1:"), { shortcode: "+1", start: 0 });
  for (const value of ["`:tada:", "1:30:", "so :tada", "::"]) assert.equal(closed(value), null, value);
});

function afterMark(value, mark) {
  const start = value.indexOf("[");
  const end = value.indexOf("]") - 1;
  const plain = value.replace(/[[\]]/g, "");
  const { start: at, end: until, text, from, to } = marked({ value: plain, start, end, mark });
  const made = plain.slice(0, at) + text + plain.slice(until);
  return `${made.slice(0, from)}[${made.slice(from, to)}]${made.slice(to)}`;
}

test("a mark goes around what is selected, and off again", () => {
  assert.equal(afterMark("a [b] c", "**"), "a **[b]** c");
  assert.equal(afterMark("a **[b]** c", "**"), "a [b] c");
  assert.equal(afterMark("a *[b]* c", "*"), "a [b] c");
  assert.equal(afterMark("a **[b]** c", "*"), "a ***[b]*** c");
  assert.equal(afterMark("a ***[b]*** c", "*"), "a **[b]** c");
  assert.equal(afterMark("a []", "`"), "a `[]`");
  assert.equal(afterMark("[a\nb]", "`"), "```\n[a\nb]\n```");
});

test("an address over words becomes a link, and nothing else does", () => {
  assert.equal(linked("the [menu]", " https://a.example/x(1) "), "[the \\[menu\\]](https://a.example/x%281%29)");
  for (const [words, pasted] of [
    ["", "https://a.example"],
    ["two\nlines", "https://a.example"],
    ["https://b.example", "https://a.example"],
    ["words", "javascript:alert(1)"],
    ["words", "https://a.example and more"],
  ])
    assert.equal(linked(words, pasted), null, pasted);
});
