/**
 * How much of a room is kept: what is shown and the latest, each within bounds, and what they quote. The rest is loaded
 * again when somebody scrolls there. Not while a page of history is on its way: an answer from before a change could
 * then come after that change was forgotten.
 */

import { Stretch } from "./stretch.js";

/** Messages that are shown at once, unless a screen takes more. */
export const MOST = 300;

const PAGE = 50;

/**
 * Show the window over a room's history without what is over `most`, at its end or at its start.
 * @param {import("./room.js").Room} room @param {{most?: number, isAtEnd: boolean}} where
 * @returns {boolean} whether it was too long
 */
export function cut(room, { most = MOST, isAtEnd }) {
  const messages = room.timeline;
  const isLong = messages.length > most;
  if (!isLong && !(room.stretch && room.latest.length > MOST)) return false;
  const kept = Math.max(PAGE, most - PAGE);
  if (isLong && isAtEnd) cutEnd(room, messages, kept);
  if (isLong && !isAtEnd) cutStart(room, messages.at(-kept).sequence);
  forget(room);
  return true;
}

/** Keep of a room that nobody looks at only what is latest. @returns {boolean} whether there was more */
export function keepLatest(room) {
  if (room.messages.size <= MOST) return false;
  room.stretch = null;
  if (room.isLoaded && room.latest.length > PAGE) shorten(room, room.latest.at(-PAGE).sequence);
  forget(room);
  return true;
}

// What is shown is then no longer the latest. Of that a page stays, for the way back.
function cutEnd(room, messages, kept) {
  const [first, last] = [messages[0].sequence, messages[kept - 1].sequence];
  const { hasOlder } = room.shown;
  if (!room.stretch) shorten(room, messages[Math.max(kept, messages.length - PAGE)].sequence);
  room.stretch = new Stretch(first, last, hasOlder);
}

function cutStart(room, first) {
  if (room.stretch) room.stretch = room.stretch.from(first, true);
  else shorten(room, first);
}

function shorten(room, oldest) {
  Object.assign(room, { oldest, hasOlder: true, sorted: null });
}

function forget(room) {
  if (room.stretch && room.latest.length > MOST) shorten(room, room.latest.at(-PAGE).sequence);
  const isShown = ({ sequence }) => sequence >= room.oldest || isWithin(room.stretch, sequence);
  const kept = room.isLoaded ? [...room.messages.values()].filter(isShown) : latestOf(room.messages);
  const wanted = new Set(kept.flatMap(({ id, reply_to, card }) => [id, reply_to, ...(card?.evidence ?? [])]));
  room.messages.forEach((_, id) => wanted.has(id) || room.messages.delete(id));
  room.sorted = null;
  // What was counted by messages that are gone, the server has to count.
  if (!room.isReadMarkLoaded) room.reading.isInDoubt = true;
}

function isWithin(stretch, sequence) {
  return Boolean(stretch) && sequence >= stretch.first && sequence <= stretch.last;
}

function latestOf(messages) {
  return [...messages.values()].sort((one, other) => one.sequence - other.sequence).slice(-PAGE);
}
