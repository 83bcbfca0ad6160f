/**
 * What is begun in a text field, completed: a list of people or emojis beside it. The focus stays in the field, which
 * points at the chosen line (`aria-activedescendant`); it stays a textbox, since a textarea may not be a combobox.
 */

import { begunAt, shortcodeAt } from "../text/typing.js";
import { count } from "../text/words.js";
import { putBeside } from "./beside.js";
import { make } from "./make.js";
import { emojiNamed, suggestionsFor } from "./suggestions.js";
import { replace } from "./replace.js";

let lists = 0;

export class Completion {
  /** @param {HTMLTextAreaElement} field @param {object} app see app.js */
  constructor(field, app) {
    lists += 1;
    Object.assign(this, { field, app, begun: null, found: [], at: 0, dismissed: null });
    this.list = make("ul", {
      class: "completion",
      id: `completion-${lists}`,
      role: "listbox",
      popover: "manual",
      "aria-label": "Suggestions",
    });
    this.status = make("p", { class: "visually-hidden", role: "status" });
    field.parentElement.append(this.list, this.status);
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => this.look());
    field.addEventListener("click", () => this.look());
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keydown", (event) => this.key(event), { capture: true });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => this.choose(target.closest("[role=option]")));
  }

  /** Look at what is typed, and suggest what it may become. */
  async look() {
    const { value, selectionStart: start, selectionEnd: caret } = this.field;
    if (await this.replaceShortcode(value, caret)) return;
    const begun = start === caret ? begunAt(value, caret) : null;
    this.begun = begun;
    if (!begun || begun.start === this.dismissed) return this.close();
    this.dismissed = null;
    const found = await suggestionsFor(begun, this.app);
    if (this.begun !== begun || document.activeElement !== this.field) return;
    this.found = found;
    if (found.length) this.open();
    else this.close();
  }

  /** Put an emoji in the place of a shortcode that was typed to its end. */
  async replaceShortcode(value, caret) {
    const whole = shortcodeAt(value, caret);
    const emoji = whole && (await emojiNamed(whole.shortcode, this.app));
    if (!emoji || this.field.value !== value || whole.start === this.dismissed) return false;
    this.close();
    this.dismissed = whole.start;
    replace(this.field, { start: whole.start, end: caret, text: emoji });
    return true;
  }

  open() {
    this.list.replaceChildren(...this.found.map((each, at) => this.option(each, at)));
    if (!this.isOpen) this.list.showPopover();
    putBeside(this.list, this.field.getBoundingClientRect(), { isAbove: true, isAtStart: true });
    this.field.setAttribute("aria-controls", this.list.id);
    this.status.textContent = count(this.found.length, "suggestion");
    this.move(0);
  }

  close() {
    if (!this.isOpen) return;
    this.list.hidePopover();
    this.status.textContent = "";
    this.field.removeAttribute("aria-controls");
    this.field.removeAttribute("aria-activedescendant");
  }

  get isOpen() {
    return this.list.matches(":popover-open");
  }

  key(event) {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: event.shiftKey ? null : () => this.choose(this.list.children[this.at]),
      Tab: event.shiftKey ? null : () => this.choose(this.list.children[this.at]),
      Escape: () => this.dismiss(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  move(to) {
    const options = [...this.list.children];
    this.at = (to + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.at)));
    options[this.at].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", options[this.at].id);
  }

  choose(option) {
    const chosen = option && this.found[[...this.list.children].indexOf(option)];
    if (!chosen) return;
    const { start } = this.begun;
    const end = this.field.selectionEnd;
    const isSpaced = /^\s/.test(this.field.value.slice(end));
    this.close();
    chosen.use?.();
    replace(this.field, { start, end, text: chosen.text + (isSpaced ? "" : " "), from: start + chosen.text.length + 1 });
  }

  // Escape: this one is not wanted, until another begins.
  dismiss() {
    this.dismissed = this.begun.start;
    this.close();
  }

  option({ sign, label, note }, at) {
    const { begun } = this;
    return make(
      "li",
      { class: "completion__option", id: `${this.list.id}-${at}`, role: "option", "aria-selected": "false" },
      make("span", { class: `completion__sign completion__sign--${begun.mark === ":" ? "emoji" : "face"}`, "aria-hidden": "true" }, sign),
      make("span", { class: "completion__label", dir: "auto", text: label }),
      note ? make("span", { class: "completion__note", text: note }) : null,
    );
  }
}
