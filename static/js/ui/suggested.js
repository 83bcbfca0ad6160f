/** What the agent has suggested in a room: when, why, and what became of it. */

import * as rest from "../net/rest.js";
import * as time from "../text/time.js";
import { list } from "../text/words.js";
import { make } from "./make.js";

const EMPTY = "Nothing yet. It waits for a good moment; you can also ask it: @unafied a film for tonight?";
const SAID = {
  saved: "saved it",
  loved: "loved it",
  seen: "knew it",
  not_this: "said not this",
  not_now: "said not now",
};

/** @param {object} fold see memory.js */
export async function suggested({ app, room, goTo }) {
  const { results, more } = await rest.get(`conversations/${room.id}/recommendations/`);
  if (!results.length) return [make("p", { class: "fold__about", text: EMPTY })];
  const rows = results.map((message) => one(message, app, goTo));
  const further = more ? make("p", { class: "fold__about", text: "Earlier ones stand in the room, further up." }) : null;
  return [make("ul", { class: "suggestions" }, ...rows), further].filter(Boolean);
}

function one({ id, created_at: at, card }, app, goTo) {
  const titles = list(
    card.items.map((item) => item.title),
    3,
  );
  const jump = (text, message) =>
    make("button", {
      type: "button",
      class: "link",
      text,
      "aria-label": `${text}: ${titles}`,
      on: { click: () => goTo(message) },
    });
  return make(
    "li",
    { class: "suggestion" },
    make("p", { class: "suggestion__head" }, make("strong", { text: titles }), when(at)),
    make("p", { text: card.reason, dir: "auto" }),
    make("p", { class: "suggestion__became", text: became(card, app) }),
    make(
      "p",
      { class: "suggestion__ways" },
      jump("Show it", id),
      card.evidence.length ? jump("Show what it noticed", card.evidence[0]) : null,
    ),
  );
}

function when(at) {
  return make("time", { datetime: at, title: time.whole(at), text: time.short(at) });
}

function became({ items, verdicts }, app) {
  const said = Object.keys(SAID).flatMap((verdict) =>
    [null, ...items].map((item) => sayWho(verdicts, verdict, item, items.length > 1, app)),
  );
  return said.filter(Boolean).join(" · ") || "Nobody has answered.";
}

function sayWho(verdicts, verdict, item, isOneOfSeveral, app) {
  const those = verdicts.filter((each) => each.verdict === verdict && each.item === (item?.id ?? null));
  if (!those.length) return "";
  const names = list(those.map((each) => app.store.name(each.user)));
  return `${names} ${SAID[verdict]}${item && isOneOfSeveral ? ` (${item.title})` : ""}`;
}
