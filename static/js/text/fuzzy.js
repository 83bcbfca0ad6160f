/** Finding a name by some of its letters, as people type them: without accents, from the beginnings of words. Pure. */

const WHOLE = 1_000;
const BEGINNING = 800;
const WORD = 600;
const INITIALS = 500;
const INSIDE = 400;
const SCATTERED = 200;

/** A text as names are compared: without case and accents. */
export const folded = (text) =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase();

/** How well what was typed fits a name: the more the better, 0 for not at all. */
export function fit(typed, name) {
  const [wanted, text] = [folded(typed).trim(), folded(name).trim()];
  if (!wanted) return 1;
  if (text === wanted) return WHOLE;
  if (text.startsWith(wanted)) return BEGINNING - text.length;
  const words = text.split(/[^\p{Letter}\p{Number}]+/u);
  if (words.some((word) => word.startsWith(wanted))) return WORD - text.length;
  if (words.map((word) => word[0] ?? "").join("").startsWith(wanted)) return INITIALS - text.length;
  if (text.includes(wanted)) return INSIDE - text.length;
  const gap = gaps(wanted.replaceAll(" ", ""), text);
  return gap === null ? 0 : Math.max(1, SCATTERED - gap);
}

// How many letters lie between those that were typed, null where they don't follow each other.
function gaps(wanted, text) {
  let at = -1;
  let sum = 0;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    sum += at < 0 ? next : next - at - 1;
    at = next;
  }
  return sum;
}
