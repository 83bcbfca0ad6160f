/** Searching what was said: a sheet at the side with a field, what can be added to it, and what was found. */

import * as rest from "../net/rest.js";
import { Recent } from "../store/recent.js";
import { titleOf } from "../store/store.js";
import { offersFor } from "../text/operators.js";
import { count } from "../text/words.js";
import { prepareDialog } from "./dialog.js";
import { icon, iconButton, make } from "./make.js";
import { failure, loading, nothing, results, start } from "./search-results.js";

const PAUSE = 350;
const SHORTEST = 2;
const LATER = 1_500;

export class Part {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.recent = new Recent(localStorage, app.store.me.id);
    this.asked = null;
    this.hits = [];
    this.build();
    document.body.append(this.dialog);
    prepareDialog(this.dialog);
    this.draw(start(this));
  }

  /** Open it with what was found last, or with a text to look for. */
  open(text) {
    this.dialog.showModal();
    if (text !== undefined && text !== this.input.value) this.put(text);
    else this.offer();
    this.input.select();
    this.input.focus();
  }

  /** Put a text into the field and look for it. */
  put(text) {
    this.input.value = text;
    this.input.focus();
    this.offer();
    this.look();
  }

  /** Look for what stands in the field now. */
  async look() {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (text === this.asked) return;
    this.asked = text;
    if (text.length < SHORTEST) return this.draw(start(this));
    this.draw(loading());
    this.status.textContent = "Searching…";
    await this.take(text, null);
  }

  /** Load the next page. */
  more(cursor) {
    return this.take(this.asked, cursor);
  }

  /** Go to what was found. */
  go(hit) {
    this.recent.add(this.asked);
    this.dialog.close();
    this.app.goToMessage(hit.conversation, hit.id);
  }

  /** Look again after it failed. */
  again() {
    this.asked = null;
    return this.look();
  }

  async take(text, cursor) {
    try {
      const page = await pageOf(text, cursor);
      if (text !== this.asked) return;
      this.show(page, cursor);
      if (page.meaning === "late" && !cursor) this.askLater(text);
    } catch (error) {
      if (text !== this.asked) return;
      this.status.textContent = "";
      this.draw(failure(this, error));
    }
  }

  // What was meant is worked out meanwhile. Asked once more, unless somebody is among the results already.
  askLater(text) {
    if (this.askedTwice === text) return;
    this.askedTwice = text;
    setTimeout(async () => {
      const page = text === this.asked ? await pageOf(text, null).catch(() => null) : null;
      if (page && text === this.asked && document.activeElement === this.input) this.show(page, null);
    }, LATER);
  }

  show(page, cursor) {
    this.hits = cursor ? [...this.hits, ...page.results] : page.results;
    const isNone = this.hits.length === 0;
    const found = `${count(this.hits.length, "message")}${page.more ? " so far" : ""}`;
    this.status.textContent = isNone ? "Nothing found" : found;
    this.draw(isNone ? nothing(this, page) : results(this, page));
    // Who asked for more goes on at the first that is new.
    if (cursor) this.links[this.hits.length - page.results.length]?.focus();
  }

  draw(parts) {
    this.found.replaceChildren(...parts);
  }

  get links() {
    return [...this.found.querySelectorAll("a.hit")];
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
    this.offer();
  }

  // What could be added where one is writing.
  offer() {
    const { store, room } = this.app;
    const known = {
      people: [...store.people].filter(([id]) => id !== store.me.id).map(([, name]) => name),
      rooms: [...new Set([room, ...store.inOrder].filter(Boolean).map(titleOf))],
      today: new Date().toLocaleDateString("sv"),
    };
    const offers = offersFor(this.input.value, known);
    this.offers.replaceChildren(...offers.map((each) => this.chip(each)));
  }

  chip({ text, label, help }) {
    const name = help ? `Add ${label} ${help}` : `Add ${label}`;
    const attributes = { type: "button", class: "chip", "aria-label": name, on: { click: () => this.add(text) } };
    const aside = help ? make("span", { class: "chip__help", text: help }) : null;
    return make("button", attributes, make("span", { text: label }), aside);
  }

  add(text) {
    this.input.value = text;
    this.input.focus();
    this.offer();
    if (text.endsWith(" ")) this.look();
  }

  build() {
    this.input = make("input", {
      type: "search",
      class: "bare-input",
      id: "search-input",
      "aria-label": "Search messages",
      placeholder: "Words, or what was meant",
      autocomplete: "off",
      enterkeyhint: "search",
      maxlength: "200",
      on: { input: () => this.typed() },
    });
    const form = make("form", { class: "search__form", role: "search" }, icon("search"), this.input);
    form.addEventListener("submit", (event) => this.submitted(event));
    this.offers = make("div", { class: "search__offers", role: "group", "aria-label": "Narrow the search" });
    this.status = make("p", { class: "search__status", role: "status" });
    this.found = make("div", { class: "search__found" });
    const close = iconButton("close", "Close", { "data-close": true });
    const head = make("header", { class: "panel__head" }, make("h2", { id: "search-title", text: "Search" }), close);
    this.dialog = make("dialog", { class: "dialog dialog--sheet search", "aria-labelledby": "search-title" });
    this.dialog.dataset.part = "search";
    this.dialog.append(head, form, this.offers, this.status, this.found);
    this.dialog.addEventListener("keydown", (event) => this.walk(event));
  }

  submitted(event) {
    event.preventDefault();
    if (this.app.isTouch) this.input.blur();
    this.look();
  }

  // Arrows lead from the field into what was found, and through it.
  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { links } = this;
    const at = links.indexOf(document.activeElement);
    if (!step || !links.length || (at < 0 && document.activeElement !== this.input)) return;
    event.preventDefault();
    const next = at + step;
    (next < 0 ? this.input : links[Math.min(next, links.length - 1)]).focus();
  }
}

function pageOf(text, cursor) {
  const place = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
  return rest.get(`search/?q=${encodeURIComponent(text)}${place}`);
}
