/** Going somewhere by a few letters: rooms, people, and what else one can do. A combobox with its list, in a dialog. */

import * as rest from "../net/rest.js";
import { choices } from "../store/choices.js";
import { capped } from "../text/words.js";
import { avatar } from "./avatar.js";
import { prepareDialog } from "./dialog.js";
import { icon, make } from "./make.js";
import { complain } from "./toast.js";
import { markAllRead } from "./verbs.js";

export class Part {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.at = 0;
    this.build();
    document.body.append(this.dialog);
    prepareDialog(this.dialog);
  }

  open() {
    this.input.value = "";
    this.dialog.showModal();
    this.draw();
    this.input.focus();
  }

  draw() {
    this.at = 0;
    this.offered = choices(this.input.value, this.app);
    this.list.replaceChildren(...this.offered.map((choice, at) => option(choice, at)));
    this.mark();
  }

  /** Show which one Enter would choose. */
  mark() {
    [...this.list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === this.at)));
    const chosen = this.list.children[this.at];
    this.input.setAttribute("aria-activedescendant", chosen?.id ?? "");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const last = this.offered.length - 1;
    const to = {
      ArrowDown: this.at === last ? 0 : this.at + 1,
      ArrowUp: this.at === 0 ? last : this.at - 1,
      PageDown: Math.min(last, this.at + 6),
      PageUp: Math.max(0, this.at - 6),
    }[event.key];
    if (event.key === "Enter" && !event.isComposing) this.choose(this.offered[this.at]);
    else if (to !== undefined) this.at = to;
    else return;
    event.preventDefault();
    this.mark();
  }

  clicked(event) {
    const row = event.target.closest("[role=option]");
    if (row) this.choose(this.offered[[...this.list.children].indexOf(row)]);
  }

  choose(choice) {
    if (!choice) return;
    this.dialog.close();
    DOES[choice.kind](this.app, choice);
  }

  build() {
    const named = { id: "switcher-list", role: "listbox", "aria-label": "Rooms, people and more" };
    this.list = make("ul", { class: "switcher__list", ...named });
    this.input = make("input", {
      class: "bare-input switcher__input",
      role: "combobox",
      "aria-label": "Go to a room or a person, or search",
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      "aria-controls": "switcher-list",
      placeholder: "Room, person, or what was said",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      on: { input: () => this.draw(), keydown: (event) => this.key(event) },
    });
    this.list.addEventListener("click", (event) => this.clicked(event));
    const looks = { class: "button button--quiet switcher__close", text: "Close" };
    const close = make("button", { type: "button", "data-close": true, ...looks });
    this.dialog = make("dialog", { class: "dialog switcher", "aria-label": "Go to", data: { part: "switcher" } });
    this.dialog.append(make("div", { class: "switcher__field" }, icon("search"), this.input, close), this.list);
  }
}

const DOES = {
  room: (app, { id }) => app.go(id),
  person: (app, { id }) => talkTo(app, id),
  search: (app, { text }) => app.finder.open("search", text),
  "new-room": (app) => app.newRoom.open(),
  "read-all": (app) => markAllRead(app),
  shortcuts: (app) => app.finder.open("shortcuts"),
  page: (_, { href }) => location.assign(href),
};

async function talkTo(app, id) {
  try {
    const own = await rest.post("conversations/", { kind: "direct", members: [id] });
    app.store.adopt(own);
    app.go(own.id);
  } catch (error) {
    complain(error);
  }
}

function option({ label, help, picture, person, unread, isHere }, at) {
  const face = person ? avatar(person, { isSmall: true }) : make("span", { class: "switcher__icon" }, icon(picture));
  const word = make("span", { class: "visually-hidden", text: " unread" });
  const badge = unread ? make("span", { class: "count" }, capped(unread), word) : null;
  return make(
    "li",
    { class: "switcher__option", id: `switcher-${at}`, role: "option", "aria-selected": "false" },
    face,
    make("span", { class: "switcher__label", dir: "auto", text: label }),
    make("span", { class: "switcher__help", text: isHere ? "you are here" : (help ?? "") }),
    badge,
  );
}
