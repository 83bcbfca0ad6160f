/** What became of one's last call of the agent: whether it was heard, and whether an answer is late. Pure. */

const CALL = /(?<!\w)@unafied\b/i;
const LATE = 15_000;
const OVER = 60_000;
const PAST = 60 * OVER;

/**
 * What is to be said under the message that calls, `words` "" for nothing yet; null where there is none, or an answer.
 * @param {import("./room.js").Room} room @param {string} me the user's id @param {number} now milliseconds
 * @returns {?{id: string, words: string, isOpen: boolean}}
 */
export function noteOnCall({ latest, noun }, me, now) {
  const at = latest.findLastIndex((each) => each.sender?.id === me && !each.deleted_at && CALL.test(each.content));
  const asked = latest[at];
  const age = asked && now - new Date(asked.created_at);
  if (!asked || age > PAST || latest.slice(at).some((each) => isAnswer(each, asked))) return null;
  const unheard = whyUnheard(asked, noun);
  const words = unheard || wordsOn(age);
  return { id: asked.id, words, isOpen: !unheard && age < OVER };
}

function isAnswer({ role, card }, { id }) {
  return role === "assistant" && !card?.like && (card?.trigger ?? id) === id;
}

function whyUnheard({ off_record: isVeiled, created_at: at }, { listening, listening_since: since, agents_allowed: may }) {
  if (isVeiled) return "Unafied did not read this.";
  if (!listening || new Date(since) > new Date(at)) return "Unafied was not listening here, so it did not read this.";
  return may ? "" : "You keep Unafied from reading you here, so it did not read this.";
}

function wordsOn(age) {
  if (age < LATE) return "";
  if (age < OVER) return "Unafied is taking longer than usual.";
  return "Unafied has not answered. It may be away for a moment, or have nothing to say to this.";
}
