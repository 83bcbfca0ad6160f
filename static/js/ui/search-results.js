/** What stands under the field of the search: what was found by room, or why there is nothing. */

import { titleOf } from "../store/store.js";
import { short, whole } from "../text/time.js";
import { agentMark, avatar } from "./avatar.js";
import { icon, make } from "./make.js";
import { speakerOf } from "./speaker.js";

const TIP =
  "Look for words, “words together” in quotes, or just say what it was about. " +
  "In rooms where Unafied listens, other words for the same are found too.";
const ADVICE = "Try fewer words, another word for it, or leave out what narrows the search.";

/** Before anything is looked for: what was looked for lately, and what one can do here. */
export function start(search) {
  const lately = search.recent.all;
  const tip = make("p", { class: "search__tip", text: TIP });
  if (!lately.length) return [tip];
  const forget = make("button", { type: "button", class: "link", text: "Forget these" });
  forget.addEventListener("click", () => {
    search.recent.clear();
    search.draw(start(search));
    search.input.focus();
  });
  const items = lately.map((text) => make("li", {}, lookAgain(search, text)));
  const list = make("ul", { class: "search__lately" }, ...items);
  return [make("h3", { text: "Lately" }), list, forget, tip];
}

function lookAgain(search, text) {
  const attributes = { type: "button", class: "search__recent", on: { click: () => search.put(text) } };
  return make("button", attributes, icon("clock"), make("span", { text }));
}

/** While the answer is on its way. */
export const loading = () =>
  [0, 1, 2].map((at) => make("div", { class: `skeleton skeleton--message skeleton--${at}`, "aria-hidden": "true" }));

/** The server refused, or can't be reached. */
export function failure(search, error) {
  const again = make("button", { type: "button", class: "button button--small", text: "Try again" });
  again.addEventListener("click", () => search.again());
  return [make("div", { class: "search__none" }, make("p", { role: "alert", text: error.message }), again)];
}

/** Nothing was found, and what to do about it. */
export function nothing(search, page) {
  const title = make("p", { class: "search__title", text: `Nothing found for “${search.asked}”` });
  const advice = page.hints.length ? null : make("p", { text: ADVICE });
  return [...hints(page), make("div", { class: "search__none" }, title, advice)];
}

/** What was found, under the names of the rooms; the room with the best comes first. */
export function results(search, page) {
  const groups = [...byRoom(search.hits)].map(([id, hits]) => group(search, id, hits));
  return [...hints(page), ...groups, page.more ? more(search, page.cursor) : null].filter(Boolean);
}

function byRoom(hits) {
  const rooms = new Map();
  hits.forEach((hit) => rooms.set(hit.conversation, [...(rooms.get(hit.conversation) ?? []), hit]));
  return rooms;
}

function hints({ hints: told, meaning }) {
  const late = meaning === "late" ? "Only by words this time: looking for what was meant took too long." : null;
  const lines = [...told.map((hint) => hint.detail), late].filter(Boolean);
  return lines.map((text) => make("p", { class: "search__hint", text }));
}

function group(search, id, hits) {
  const room = search.app.store.rooms.get(id);
  const title = make("h3", { dir: "auto", text: room?.noun ? titleOf(room) : "A room" });
  const rows = hits.map((hit) => make("li", {}, row(search, hit)));
  return make("section", {}, title, make("ul", { class: "search__hits" }, ...rows));
}

function row(search, hit) {
  const href = `/rooms/${hit.conversation}/#message-${hit.id}`;
  const link = make("a", { class: "hit", href }, face(hit), head(search, hit), text(hit), why(hit));
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    search.go(hit);
  });
  return link;
}

const face = (hit) =>
  hit.role === "assistant"
    ? agentMark({ isSmall: true })
    : avatar(hit.sender ?? { id: "gone", display_name: "?" }, { isSmall: true });

function head({ app }, hit) {
  const name = speakerOf(hit, app.store);
  const { created_at: at } = hit;
  const time = make("time", { class: "hit__time", datetime: at, title: whole(at), text: short(at) });
  return make("span", { class: "hit__head" }, make("span", { class: "hit__name", dir: "auto", text: name }), time);
}

function text({ snippet }) {
  const parts = snippet.map(({ text: piece, hit }) => (hit ? make("mark", { text: piece }) : piece));
  return make("span", { class: "hit__text", dir: "auto" }, ...parts);
}

function why({ found_by: by }) {
  if (by.includes("words")) return null;
  return make("span", { class: "hit__why" }, icon("mark"), "close in meaning");
}

function more(search, cursor) {
  const button = make("button", { type: "button", class: "button button--wide", text: "Show more" });
  button.addEventListener("click", () => {
    button.disabled = true;
    search.more(cursor);
  });
  return button;
}
