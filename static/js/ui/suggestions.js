/** What a beginning may become, as `{sign, label, note?, text, use?}`: people of the open room, emojis. */

import { loadBook, toned } from "../text/emoji-book.js";
import { folded } from "../text/fuzzy.js";
import { agentMark, avatar } from "./avatar.js";
import { byId, icon } from "./make.js";

const MOST = 7;
const ALL = "all";

/** @param {{mark: string, query: string}} begun @param {object} app see app.js */
export function suggestionsFor({ mark, query }, app) {
  return mark === "@" ? people(query, app) : emojis(query, app);
}

/** The emoji of a shortcode in one's own skin tone, null where there is none. */
export async function emojiNamed(shortcode, app) {
  const book = await loadEmojis().catch(() => null);
  const entry = book?.named(shortcode);
  return entry ? toned(entry, app.favourites.tone) : null;
}

/** The book of emojis, from where the page says it is. */
export function loadEmojis() {
  return loadBook(byId("emojis").dataset.url);
}

async function emojis(query, app) {
  const book = await loadEmojis().catch(() => null);
  return (book?.search(query, { most: MOST, isLoose: false }) ?? []).map((entry) => {
    const emoji = toned(entry, app.favourites.tone);
    return { sign: emoji, label: `:${entry.shortcodes[0]}:`, text: emoji, use: () => app.favourites.use(emoji) };
  });
}

async function people(query, app) {
  const { room, store, meant } = app;
  // Who writes at once is as quick as the answer to who is here.
  if (!room.members) await app.loadMembers(room.id);
  const others = (room.members ?? []).map((member) => member.user).filter((user) => user.id !== store.me.id);
  const all = [
    ...others.map((user) => person(user, others, store, meant)),
    { sign: agentMark({ isSmall: true }), label: "Unafied", note: "asks the agent" },
    ...(room.noun.kind === "group" ? [{ sign: icon("people"), label: ALL, note: "everybody here" }] : []),
  ];
  const wanted = folded(query);
  const found = all.map((each) => [rank(folded(each.label), wanted), each]).filter(([at]) => at < 2);
  return found
    .sort(([one], [other]) => one - other)
    .slice(0, MOST)
    .map(([, each]) => ({ ...each, text: `@${each.label}` }));
}

// Of people with one name, who is here now is told apart, and which of them was chosen is sent along.
function person(user, others, store, meant) {
  const label = store.name(user.id);
  const isShared = others.some((other) => other.id !== user.id && folded(store.name(other.id)) === folded(label));
  const sign = avatar(user, { isSmall: true });
  if (!isShared) return { sign, label };
  return { sign, label, note: store.online.has(user.id) ? "here now" : "", use: () => meant.choose(label, user.id) };
}

function rank(name, wanted) {
  if (name.startsWith(wanted)) return 0;
  return name.includes(` ${wanted}`) ? 1 : 2;
}
