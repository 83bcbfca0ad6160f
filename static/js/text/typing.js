/** What is being typed, looked at: a name or shortcode that begins, mark-up to put around a selection. Pure. */

const BEGUN = {
  ":": /(?<![\p{L}\p{N}:]):((?:[\p{L}\p{N}]|[+-](?=1))[\p{L}\p{N}_'’.-]{1,39})$/u,
  "@": /(?<![\p{L}\p{N}@/])@([^\n@:]{0,40})$/u,
};
const WHOLE_SHORTCODE = /(?<![\p{L}\p{N}]):([a-z0-9+_'’.-]{1,60}):$/u;
const ADDRESS = /^https?:\/\/\S+$/;

/** What is begun before the caret, as `{mark, query, start}`; null where nothing is, or where code is written. */
export function begunAt(value, caret) {
  const before = value.slice(0, caret);
  if (isInCode(before)) return null;
  for (const [mark, pattern] of Object.entries(BEGUN)) {
    const found = before.match(pattern);
    if (found) return { mark, query: found[1], start: caret - found[1].length - 1 };
  }
  return null;
}

/** The shortcode that has just been closed before the caret, as `{shortcode, start}`; null where there is none. */
export function shortcodeAt(value, caret) {
  const before = value.slice(0, caret);
  const found = before.match(WHOLE_SHORTCODE);
  return found && !isInCode(before) ? { shortcode: found[1], start: caret - found[0].length } : null;
}

/** What a selection becomes with `mark` around it, or without it where it stands there: `{start, end, text, from, to}`. */
export function marked({ value, start, end, mark }) {
  const inner = value.slice(start, end);
  const { length } = mark;
  const isAround = value.slice(start - length, start) === mark && value.slice(end, end + length) === mark;
  if (isAround && !isPartOfMore(value, start, end, mark)) {
    const from = start - length;
    return { start: from, end: end + length, text: inner, from, to: from + inner.length };
  }
  const [open, close] = mark === "`" && inner.includes("\n") ? ["```\n", "\n```"] : [mark, mark];
  const from = start + open.length;
  return { start, end, text: open + inner + close, from, to: from + inner.length };
}

/** A link, where an address is pasted over words; null where it is not. */
export function linked(words, pasted) {
  const address = pasted.trim();
  const isMeant = words.trim() && !words.includes("\n") && ADDRESS.test(address) && !ADDRESS.test(words.trim());
  if (!isMeant) return null;
  const safe = address.replaceAll(/[()<>]/g, (letter) => `%${letter.codePointAt(0).toString(16)}`);
  return `[${words.replaceAll(/[[\]]/g, "\\$&")}](${safe})`;
}

// Between fences, or behind an odd number of backticks on its line.
function isInCode(before) {
  if ((before.match(/^```/gm) ?? []).length % 2) return true;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return (line.match(/`/g) ?? []).length % 2 === 1;
}

// One star of the two that make it bold is not the one that makes it italic.
function isPartOfMore(value, start, end, mark) {
  return mark === "*" && value[start - 2] === "*" && value[end + 1] === "*" && value[start - 3] !== "*";
}
