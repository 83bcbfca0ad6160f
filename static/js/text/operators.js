/** What can be offered to somebody who types a search: the operators, and the names that go with them. Pure. */

import { fit, folded } from "./fuzzy.js";

const MOST = 6;
const LAST_TERM = /(?:^|\s)(-?(?:(from|in|before|after|on|has):)?(?:"[^"]*|\S*))$/iu;

const ALL = [
  { insert: "from:", label: "from:", help: "somebody" },
  { insert: "in:", label: "in:", help: "a room" },
  { insert: "before:", label: "before:", help: "a day" },
  { insert: "after:", label: "after:", help: "a day" },
  { insert: "on:", label: "on:", help: "a day" },
  { insert: "has:link ", label: "has:link", help: "" },
];

/**
 * What fits at the end of a text, as `{text, label, help}`: `text` is what then stands in the field.
 *
 * @param {string} text what was typed
 * @param {{people: string[], rooms: string[], today: string}} known names to offer, and the day as 2026-05-01
 */
export function offersFor(text, known) {
  const [, term = "", operator] = text.match(LAST_TERM) ?? [];
  const before = text.slice(0, text.length - term.length);
  if (operator) return told(before, valuesOf(operator.toLowerCase(), term, known));
  const begun = ALL.filter(({ insert }) => insert.startsWith(folded(term)));
  // What was typed is a word of its own: whatever is added stands after it.
  return begun.length ? told(before, begun) : told(`${text} `, ALL);
}

const told = (before, offers) =>
  offers.slice(0, MOST).map(({ insert, label, help }) => ({ text: before + insert, label, help }));

function valuesOf(operator, term, { people, rooms, today }) {
  const typed = term.slice(operator.length + 1).replace(/^"/, "");
  if (operator === "from") return named("from", ["me", ...people], typed);
  if (operator === "in") return named("in", rooms, typed);
  if (operator === "has") return [{ insert: "has:link ", label: "has:link", help: "" }];
  const days = [today, "yesterday", today.slice(0, 7)].filter((day) => day.startsWith(typed) && day !== typed);
  return days.map((day) => ({ insert: `${operator}:${day} `, label: `${operator}:${day}`, help: "" }));
}

function named(operator, names, typed) {
  return names
    .map((name) => ({ name, score: fit(typed, name) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ name }) => ({ insert: `${operator}:${quoted(name)} `, label: `${operator}:${name}`, help: "" }));
}

const quoted = (name) => (/^[\p{Letter}\p{Number}_-]+$/u.test(name) ? name : `"${name.replaceAll('"', "")}"`);
