/** Moments in words, in the reader's own language and time zone. */

const CLOCK = format({ hour: "numeric", minute: "2-digit" });
const WEEKDAY = format({ weekday: "short" });
const DATE = format({ day: "numeric", month: "short" });
const LONG = format({ weekday: "long", day: "numeric", month: "long" });
const LONG_WITH_YEAR = format({ day: "numeric", month: "long", year: "numeric" });
const WHOLE = format({ dateStyle: "full", timeStyle: "short" });
const DAY = 86_400_000;
/** Of an ISO moment, as far as its minute. */
const MINUTE = "2026-01-01T00:00".length;

/** @param {string} at ISO 8601 */
export const clock = byMinute(CLOCK);

/** @param {string} at ISO 8601 */
export const whole = byMinute(WHOLE);

/** A day line: "Today", "Yesterday", else the day. */
export function day(at, now = new Date()) {
  const ago = daysAgo(at, now);
  if (ago === 0) return "Today";
  if (ago === 1) return "Yesterday";
  return (new Date(at).getFullYear() === now.getFullYear() ? LONG : LONG_WITH_YEAR)(at);
}

/** When, as short as a list has room for: the time today, the weekday this week, else the date. */
export function short(at, now = new Date()) {
  const ago = daysAgo(at, now);
  if (ago <= 0) return clock(at);
  return (ago < 7 ? WEEKDAY : DATE)(at);
}

// Each is dear to make, and a page that has just come has other things to do: made when it is first needed.
function format(parts) {
  let made = null;
  return (at) => (made ??= new Intl.DateTimeFormat(undefined, parts)).format(new Date(at));
}

// What stands side by side was often said in the same minute, and each message needs its time twice.
function byMinute(wordsOf) {
  let [minute, words] = [null, ""];
  return (at) => {
    const asked = at.slice(0, MINUTE);
    if (asked !== minute) [minute, words] = [asked, wordsOf(at)];
    return words;
  };
}

function daysAgo(at, now) {
  return Math.round((startOfDay(now) - startOfDay(new Date(at))) / DAY);
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}
