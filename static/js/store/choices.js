/** What the switcher offers: rooms and people by a few letters, the unread first, the latest talk next; and actions. */

import { fit } from "../text/fuzzy.js";
import { titleOf } from "./store.js";

const MOST = 40;
const UNREAD = 150;
const SURE = 300;

/**
 * @param {string} typed
 * @param {{store: import("./store.js").Store, openId: ?string}} app
 * @returns {{kind: string, label: string, help: ?string, picture: ?string, person: ?object, unread: ?number}[]}
 */
export function choices(typed, { store, openId }) {
  const text = typed.trim();
  const names = [...roomsOf(store, openId), ...(text ? peopleOf(store) : [])];
  const fitting = names
    .map((choice, at) => ({ choice, score: score(choice, text), at }))
    .filter(({ score: fits }) => fits > 0)
    .sort((one, other) => other.score - one.score || one.at - other.at)
    .slice(0, MOST)
    .map(({ choice }) => choice);
  const search = text ? [{ kind: "search", label: `Search messages for “${text}”`, text, picture: "search" }] : [];
  return [...fitting, ...actionsOf(store, text), ...search];
}

// The open room is where one is already: it comes last among its equals.
function score({ label, unread, isHere }, text) {
  const fits = fit(text, label);
  return fits && Math.max(1, fits + (unread ? UNREAD : 0) - (isHere ? UNREAD : 0)) - (isHere ? 0.5 : 0);
}

function roomsOf(store, openId) {
  return store.inOrder.map((room) => {
    const [other] = room.noun.others;
    const isDirect = room.noun.kind === "direct";
    const label = titleOf(room);
    const isHere = room.id === openId;
    const person = isDirect && other ? other : { id: room.id, display_name: label };
    const help = isDirect ? "direct" : "room";
    return { kind: "room", id: room.id, label, help, person, unread: room.unread, isHere };
  });
}

// Those one has no conversation with yet; with the others it stands among the rooms.
function peopleOf(store) {
  const directs = store.inOrder.filter((room) => room.noun.kind === "direct");
  const known = new Set([store.me.id, ...directs.map((room) => room.noun.others[0]?.id)]);
  return [...store.people]
    .filter(([id]) => !known.has(id))
    .map(([id, name]) => ({ kind: "person", id, label: name, help: "write to", person: { id, display_name: name } }));
}

function actionsOf(store, text) {
  const all = [
    { kind: "search", label: "Search messages", text: "", picture: "search" },
    { kind: "new-room", label: "New room", picture: "plus" },
    store.inOrder.some((room) => room.unread) ? { kind: "read-all", label: "Mark everything as read", picture: "check" } : null,
    { kind: "page", label: "Your shelf", href: "/shelf/", picture: "shelf" },
    { kind: "page", label: "Settings", href: "/accounts/settings/", picture: "gear" },
    { kind: "shortcuts", label: "Keyboard shortcuts", picture: "keys" },
  ];
  const offered = all.filter(Boolean);
  return text ? offered.filter(({ kind, label }) => kind !== "search" && fit(text, label) > SURE) : offered;
}
