/**
 * All emojis beside the button that asked for one: a search, those one uses, and the groups. Arrow keys walk in the
 * grid; Esc and a click outside close it.
 */

import { toned } from "../text/emoji-book.js";
import { nameOf } from "../text/emojis.js";
import { count } from "../text/words.js";
import { putBeside } from "./beside.js";
import { make } from "./make.js";
import { loadEmojis } from "./suggestions.js";

const TONES = 6;

export class Picker {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.search = make("input", {
      type: "search",
      class: "picker__search",
      placeholder: "Search",
      autocomplete: "off",
      "aria-label": "Search emojis",
    });
    this.tone = make(
      "select",
      { class: "picker__tone", "aria-label": "Skin tone" },
      ...Array.from({ length: TONES }, (_, value) =>
        make("option", { value: String(value), text: toned({ emoji: "✋", hasTones: true }, value) }),
      ),
    );
    this.all = make("div", { class: "picker__all" });
    this.status = make("p", { class: "visually-hidden", role: "status" });
    const head = make("div", { class: "picker__head" }, this.search, this.tone);
    this.element = make("div", { class: "picker", popover: "auto", role: "dialog" }, head, this.all, this.status);
    document.body.append(this.element);
    this.listen();
  }

  listen() {
    this.search.addEventListener("input", () => this.draw());
    this.search.addEventListener("keydown", (event) => this.searchKey(event));
    this.tone.addEventListener("change", () => this.retone());
    this.all.addEventListener("click", ({ target }) => this.pick(target.closest("button")));
    this.all.addEventListener("keydown", (event) => this.walk(event));
    this.element.addEventListener("toggle", ({ newState }) => newState === "closed" && this.closed());
  }

  /** Ask for an emoji beside `anchor`; `onPick` gets it. */
  async open(anchor, { label, isAtStart = false }, onPick) {
    Object.assign(this, { anchor, onPick, isAtStart });
    this.element.setAttribute("aria-label", label);
    this.search.value = "";
    this.tone.value = String(this.app.favourites.tone);
    this.draw();
    this.element.showPopover();
    putBeside(this.element, anchor.getBoundingClientRect(), { isAtStart });
    anchor.setAttribute("aria-expanded", "true");
    // On a phone a field in focus would bring up the keyboard, over the emojis.
    (this.app.isTouch ? this.buttons[0] : this.search).focus();
    if (!this.book) await this.fill();
  }

  // What stands there already stays: it has the focus, or is just being pressed.
  async fill() {
    const book = await loadEmojis().catch(() => null);
    if (this.book) return;
    this.book = book;
    if (!book) this.status.textContent = "Only the usual ones: the others could not be loaded.";
    else if (this.search.value.trim()) this.draw();
    else this.all.append(...book.groups.map((group) => this.section(group)));
  }

  closed() {
    this.anchor?.removeAttribute("aria-expanded");
    if (this.anchor?.isConnected && document.activeElement === document.body) this.anchor.focus();
  }

  draw() {
    const words = this.search.value.trim();
    const { favourites } = this.app;
    if (words) return this.drawFound(this.book?.search(words) ?? []);
    const usual = favourites.emojis.map((emoji) => ({ emoji, name: nameOf(emoji) }));
    const groups = [{ name: "Often used", emojis: usual }, ...(this.book?.groups ?? [])];
    this.all.replaceChildren(...groups.map((group) => this.section(group)));
    return this.rove(this.buttons[0]);
  }

  drawFound(found) {
    const none = make("p", { class: "picker__none", text: "No emoji is called so." });
    this.all.replaceChildren(found.length ? this.section({ name: "Found", emojis: found }) : none);
    this.status.textContent = count(found.length, "emoji");
    this.rove(this.buttons[0]);
  }

  section({ name, emojis }) {
    const { tone } = this.app.favourites;
    return make(
      "section",
      { class: "picker__group", role: "group", "aria-label": name },
      make("h3", { class: "picker__name", text: name }),
      make("div", { class: "picker__grid" }, ...emojis.map((entry) => button(entry, tone))),
    );
  }

  get buttons() {
    return this.all.querySelectorAll("button");
  }

  retone() {
    this.app.favourites.tone = Number(this.tone.value);
    this.draw();
  }

  pick(chosen) {
    if (!chosen) return;
    const { emoji } = chosen.dataset;
    this.app.favourites.use(emoji);
    this.element.hidePopover();
    this.onPick(emoji);
  }

  searchKey(event) {
    if (event.isComposing) return;
    const act = { Enter: () => this.pick(this.buttons[0]), ArrowDown: () => this.buttons[0]?.focus() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // One button is a stop for the Tab key.
  rove(to) {
    this.all.querySelectorAll('button[tabindex="0"]').forEach((each) => (each.tabIndex = -1));
    if (to) to.tabIndex = 0;
  }

  walk(event) {
    const from = event.target.closest("button");
    const to = from && this.next(from, event.key);
    if (!to) return;
    event.preventDefault();
    this.rove(to);
    to.focus();
  }

  next(from, key) {
    const buttons = [...this.buttons];
    const at = buttons.indexOf(from);
    const isReversed = getComputedStyle(from).direction === "rtl";
    const step = { ArrowRight: isReversed ? -1 : 1, ArrowLeft: isReversed ? 1 : -1 }[key];
    if (step) return buttons[at + step];
    if (key === "ArrowDown") return inNextRow(from, buttons.slice(at + 1));
    if (key === "ArrowUp") return inNextRow(from, buttons.slice(0, at).reverse()) ?? this.search;
    return { Home: buttons[0], End: buttons.at(-1) }[key];
  }
}

function button(entry, tone) {
  const emoji = toned(entry, tone);
  const attributes = { type: "button", class: "picker__emoji", tabindex: "-1", title: entry.name, "aria-label": entry.name };
  return make("button", { ...attributes, text: emoji, data: { emoji } });
}

// The one that is nearest in the first row that these begin with.
function inNextRow(from, others) {
  const { left, top } = from.getBoundingClientRect();
  const places = others.map((each) => [each, each.getBoundingClientRect()]);
  const row = places.find(([, rect]) => rect.top !== top)?.[1].top;
  const distance = ([, rect]) => Math.abs(rect.left - left);
  const [nearest] = places.filter(([, rect]) => rect.top === row).sort((one, other) => distance(one) - distance(other));
  return nearest?.[0];
}
