/** The emojis on a message: how many, whose, and one's own to take off again. */

import { nameOf } from "../text/emojis.js";
import { list } from "../text/words.js";
import { icon, make } from "./make.js";

const SHOWN = 2;

/** @param {object} message @param {object} app see app.js */
export function reactions(message, app) {
  if (!message.reactions.length) return null;
  const add = make(
    "button",
    {
      type: "button",
      class: "reaction reaction--add",
      title: "React",
      "aria-label": "React",
      data: { action: "react" },
    },
    icon("smile"),
  );
  add.addEventListener("click", () => app.view.picker.open(add, (emoji) => app.react(message, emoji)));
  const all = message.reactions.map((reaction) => one(reaction, message, app));
  return make("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, ...all, add);
}

function one({ emoji, users }, message, app) {
  const { me } = app.store;
  const isMine = users.includes(me.id);
  const others = users.filter((id) => id !== me.id).map((id) => app.store.name(id));
  const who = list(isMine ? ["you", ...others] : others, SHOWN);
  const attributes = {
    type: "button",
    class: "reaction",
    "aria-pressed": String(isMine),
    "aria-label": `${nameOf(emoji)}, ${users.length}: ${who}`,
    data: { action: `react ${emoji}`, tip: `${capitalized(who)} reacted with ${nameOf(emoji)}` },
    on: { click: () => app.react(message, emoji) },
  };
  return make(
    "button",
    attributes,
    make("span", { text: emoji }),
    make("span", { text: users.length }),
  );
}

const capitalized = (words) => words.charAt(0).toUpperCase() + words.slice(1);
