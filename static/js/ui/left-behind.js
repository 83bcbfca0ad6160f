/** The texts that no room takes any more, each to be copied or thrown away. */

import { copy } from "./copy.js";
import { make } from "./make.js";
import { Sheet } from "./sheet.js";

const WHY = "You are no longer in the room that this was written for. Copy what you want to keep: what is discarded is gone.";

let sheet = null;

/** @param {object} app see app.js */
export function showLeftBehind(app) {
  sheet ??= new Sheet("left-behind", "Not sent");
  draw(app);
  sheet.open();
}

function draw(app) {
  const entries = app.outbox.outside(app.store.rooms);
  const list = make("ul", { class: "versions" }, ...entries.map((entry) => row(entry, app)));
  sheet.body.replaceChildren(make("p", { text: WHY }), list);
  if (!entries.length) sheet.close();
}

function row({ client_id: id, content }, app) {
  const discard = () => {
    app.outbox.remove(id);
    draw(app);
    sheet.way.focus();
  };
  const button = (text, click) =>
    make("button", { type: "button", class: "button button--small", text, "aria-label": `${text}: ${content.slice(0, 40)}`, on: { click } });
  return make(
    "li",
    { class: "version" },
    make("p", { class: "prose", dir: "auto", text: content }),
    make("p", { class: "kept__end" }, button("Copy", () => copy(content)), button("Discard", discard)),
  );
}
