/** Small texts, made of what others wrote: names, counts, previews. */

/** Characters as the server counts them (code points), of what will be stored. */
export function lengthOf(text) {
  const stored = text.replaceAll("\r\n", "\n").trim();
  return [...stored].length;
}

const COUNTED_FROM = 500;

/** What is to be said about the length of a text that may have `longest` characters, and whether it is too long. */
export function lengthNote(text, longest) {
  const left = longest - (text.length > longest / 2 ? lengthOf(text) : 0);
  if (left >= COUNTED_FROM) return { words: "", isTooLong: false };
  if (left >= 0) return { words: `${left.toLocaleString()} left`, isTooLong: false };
  return { words: `Too long by ${(-left).toLocaleString()}: shorten it to send it.`, isTooLong: true };
}

/** "Ann", "Ann and Bob", "Ann, Bob and 3 others". */
export function list(names, shown = 2) {
  if (names.length <= 1) return names[0] ?? "";
  if (names.length <= shown) return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  const rest = names.length - shown;
  return `${names.slice(0, shown).join(", ")} and ${rest} ${rest === 1 ? "other" : "others"}`;
}

/** "1 message", "3 messages". */
export const count = (number, one, many = `${one}s`) => `${number.toLocaleString()} ${number === 1 ? one : many}`;

/** An unread count; the server stops counting at 100. */
export const capped = (number) => (number >= 100 ? "99+" : String(number));

/** A text on one line, at most `length` characters long. */
export function clip(text, length) {
  const letters = [...text.trim().replaceAll(/\s+/g, " ")];
  return letters.length > length
    ? `${letters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`
    : letters.join("");
}

/** Up to two letters that stand for a name. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

/** One of `kinds` numbers, always the same for the same id. */
export function shade(id, kinds = 8) {
  return [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7) % kinds;
}

const SEGMENTER = new Intl.Segmenter();
const PICTURE = /\p{Extended_Pictographic}/u;
/** Of three emojis; families of many shades are about as long as any. */
const LONGEST = 100;

/** Whether a text is nothing but up to three emojis. */
export function isOnlyEmojis(text) {
  // Nearly all texts are something else, which is seen at a glance.
  if (text.length > LONGEST || !PICTURE.test(text)) return false;
  const graphemes = [...SEGMENTER.segment(text.trim())].map((each) => each.segment);
  return (
    graphemes.length > 0 && graphemes.length <= 3 && graphemes.every((each) => PICTURE.test(each))
  );
}
