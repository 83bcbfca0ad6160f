/** The keys that do something, in a dialog; and whether those without Ctrl or Cmd do. */

import { keyName } from "../text/keys.js";
import { prepareDialog } from "./dialog.js";
import { iconButton, make } from "./make.js";

const ANYWHERE = [
  [keyName("K"), "Go to a room or a person"],
  [keyName("⇧F"), "Search what was said"],
  ["/", "Search, when you are not writing"],
  ["?", "This list, when you are not writing"],
  [keyName("/"), "This list"],
  ["Esc", "Close what is open; then the room is read"],
];
const WRITING = [
  ["Enter", "Send"],
  ["⇧ Enter", "A new line"],
  ["↑", "Edit your last message, when nothing is written"],
  [keyName("Z"), "Take back what you just sent, when nothing is written"],
  [`${keyName("B")} ${keyName("I")} ${keyName("E")}`, "Bold, italic, code"],
  ["@ :", "A person, an emoji, by their first letters"],
];
const AMONG_MESSAGES = [
  ["↑ ↓", "From message to message"],
  ["Home End", "To the first or last that is loaded"],
  ["Tab", "What can be done with a message"],
];
const KEYS = [
  ["Anywhere", ANYWHERE],
  ["While writing", WRITING],
  ["Among messages", AMONG_MESSAGES],
];

export class Part {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.single = make("input", { type: "checkbox", role: "switch" });
    this.single.addEventListener("change", () => (app.finder.hasSingleKeys = this.single.checked));
    this.dialog = make("dialog", { class: "dialog shortcuts", "aria-labelledby": "shortcuts-title" });
    this.dialog.dataset.part = "shortcuts";
    this.dialog.append(this.head(), ...KEYS.map(group), this.choice());
    document.body.append(this.dialog);
    prepareDialog(this.dialog);
  }

  open() {
    this.single.checked = this.app.finder.hasSingleKeys;
    this.dialog.showModal();
  }

  head() {
    const close = iconButton("close", "Close", { "data-close": true });
    const title = make("h2", { id: "shortcuts-title", text: "Keyboard shortcuts" });
    return make("header", { class: "shortcuts__head" }, title, close);
  }

  choice() {
    const words = make("span", { class: "switch__label", text: "Keys without Ctrl or Cmd: / and ?" });
    return make("label", { class: "switch shortcuts__choice" }, words, this.single);
  }
}

function group([title, keys]) {
  const rows = keys.flatMap(([key, does]) => [make("dt", {}, make("kbd", { text: key })), make("dd", { text: does })]);
  return make("section", {}, make("h3", { text: title }), make("dl", { class: "shortcuts__keys" }, ...rows));
}
