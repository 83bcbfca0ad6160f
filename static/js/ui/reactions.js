/** The emojis on a message: how many, whose, and one's own to take off again. */

import { nameOf } from "../text/emojis.js";
import { list } from "../text/words.js";
import { icon, make } from "./make.js";

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
  const isMine = users.includes(app.store.me.id);
  const who = list(
    users.map((id) => (id === app.store.me.id ? "you" : app.store.name(id))),
    6,
  );
  const attributes = {
    type: "button",
    class: "reaction",
    "aria-pressed": String(isMine),
    "aria-label": `${nameOf(emoji)}, ${users.length}: ${who}`,
    title: `${who} reacted with ${nameOf(emoji)}`,
    data: { action: `react ${emoji}` },
    on: { click: () => app.react(message, emoji) },
  };
  return make(
    "button",
    attributes,
    make("span", { class: "reaction__emoji", text: emoji }),
    make("span", { text: users.length }),
  );
}
