/**
 * What a room shows, as rows: `{key, kind: "day", at}`, `{key, kind: "new"}` and
 * `{key, kind: "message", message, state: "sent" | "pending" | "failed", isHead, detail?}`. Pure.
 */

const SAME_BREATH = 5 * 60_000;
const moments = new WeakMap();

/**
 * @param {object[]} messages in their places
 * @param {object[]} pending entries of the outbox, in their order
 * @param {{me: {id: string, display_name: string}, newAfter: ?number, writing: ?{text: string}}} view `newAfter`: the line "New" stands behind it
 */
export function rowsOf(messages, pending, { me, newAfter = null, writing = null }) {
  const rows = [];
  const mine = new Set(messages.filter((each) => each.sender?.id === me.id).map((each) => each.client_id));
  const waiting = pending
    .filter((entry) => !mine.has(entry.client_id))
    .map((entry) => ({ entry, message: asMessage(entry, me) }));
  const all = [...messages.map((message) => ({ message })), ...waiting];
  let before = null;
  let day = -Infinity;
  let isNewShown = newAfter === null;
  for (const { message, entry } of all) {
    // Clocks differ: a day that has begun does not end again.
    const isOtherDay = dayOf(message) > day;
    if (isOtherDay) rows.push({ key: `day ${dayOf(message)}`, kind: "day", at: message.created_at });
    day = Math.max(day, dayOf(message));
    const isFirstNew = !isNewShown && message.sequence > newAfter && message.sender?.id !== me.id;
    if (isFirstNew) rows.push({ key: "new", kind: "new" });
    isNewShown ||= isFirstNew;
    rows.push(rowOf(message, entry, me, isOtherDay || isFirstNew || !isSameBreath(before, message)));
    before = message;
  }
  if (writing) rows.push({ key: "writing", kind: "writing", text: writing.text });
  return rows;
}

function rowOf(message, entry, me, isHead) {
  const isMine = message.sender?.id === me.id;
  return {
    key: isMine ? `own ${message.client_id}` : message.id,
    kind: "message",
    message,
    state: entry?.state ?? "sent",
    detail: entry?.detail ?? "",
    isHead,
  };
}

function asMessage(entry, me) {
  return {
    ...entry,
    id: null,
    sequence: Infinity,
    revision: 0,
    role: "user",
    sender: me,
    html: "",
    mentions: [],
    mentions_all: false,
    reactions: [],
    edited_at: null,
    deleted_at: null,
    card: null,
  };
}

/**
 * Those of the rows that are drawn next: what is drawn already with at most so many `above` and `below` it, where a room is
 * opened or a page of history has come in; all of them where nothing of it is drawn.
 */
export function nextOf(rows, isDrawn, { above = Infinity, below = Infinity } = {}) {
  const first = rows.findIndex(isDrawn);
  return first < 0 ? rows : rows.slice(Math.max(0, first - above), rows.findLastIndex(isDrawn) + 1 + below);
}

/** The row at which one begins to read: the line before what is new, else the last. */
export function beginningOf(rows) {
  return rows.find((row) => row.kind === "new") ?? rows.at(-1);
}

function isSameBreath(before, message) {
  return (
    before.role === "user" &&
    message.role === "user" &&
    before.sender?.id === message.sender?.id &&
    momentOf(message).at - momentOf(before).at < SAME_BREATH
  );
}

function dayOf(message) {
  return momentOf(message).day;
}

// Asked for of each message whenever rows are drawn.
function momentOf(message) {
  if (!moments.has(message)) {
    const date = new Date(message.created_at);
    moments.set(message, { at: date.getTime(), day: date.setHours(0, 0, 0, 0) });
  }
  return moments.get(message);
}
