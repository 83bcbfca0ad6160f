/** How long to wait before trying again: half a second, doubled each time up to fifteen, and never quite the same. */

const FIRST = 500;
const LONGEST = 15_000;

/** @param {number} attempt 0 for the first @param {() => number} random 0 to 1 @returns {number} milliseconds */
export function delayOf(attempt, random = Math.random) {
  const whole = Math.min(LONGEST, FIRST * 2 ** attempt);
  return whole * (0.6 + 0.4 * random());
}
