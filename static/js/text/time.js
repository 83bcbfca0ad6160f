/** Moments in words, in the reader's own language and time zone. */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const LONG = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const LONG_WITH_YEAR = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const DAY = 86_400_000;

/** @param {string} at ISO 8601 */
export const clock = (at) => CLOCK.format(new Date(at));

/** @param {string} at ISO 8601 */
export const whole = (at) => WHOLE.format(new Date(at));

/** A day line: "Today", "Yesterday", else the day. */
export function day(at, now = new Date()) {
  const ago = daysAgo(at, now);
  if (ago === 0) return "Today";
  if (ago === 1) return "Yesterday";
  return (new Date(at).getFullYear() === now.getFullYear() ? LONG : LONG_WITH_YEAR).format(new Date(at));
}

/** When, as short as a list has room for: the time today, the weekday this week, else the date. */
export function short(at, now = new Date()) {
  const ago = daysAgo(at, now);
  if (ago <= 0) return clock(at);
  return (ago < 7 ? WEEKDAY : DATE).format(new Date(at));
}

function daysAgo(at, now) {
  return Math.round((startOfDay(now) - startOfDay(new Date(at))) / DAY);
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}
