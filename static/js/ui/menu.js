/** A menu beside what it belongs to, on a phone at the foot of the page. Arrow keys and first letters walk in it. */

import { putBeside } from "./beside.js";
import { icon, make } from "./make.js";

export class Menu {
  constructor() {
    this.element = make("div", { class: "menu", popover: "manual", role: "menu" });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("pointerdown", () => (this.isTouched = true));
    this.element.addEventListener("click", (event) => this.clicked(event), true);
    document.body.append(this.element);
    document.addEventListener("pointerdown", ({ target }) => this.isOpen && !this.element.contains(target) && this.close());
    addEventListener("resize", () => this.close());
  }

  get isOpen() {
    return this.element.matches(":popover-open");
  }

  /**
   * @param {HTMLElement} anchor beside which it opens; focus returns there
   * @param {string} label what the menu is called
   * @param {{icon: string, label: string, act: () => void, isGrave?: boolean}[]} entries
   */
  open(anchor, label, entries) {
    this.close();
    Object.assign(this, { anchor, isTouched: false });
    this.element.setAttribute("aria-label", label);
    this.element.replaceChildren(...entries.map((entry) => this.item(entry)));
    this.element.showPopover();
    putBeside(this.element, anchor.getBoundingClientRect());
    anchor.setAttribute("aria-expanded", "true");
    this.items[0].focus();
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidePopover();
    this.anchor.removeAttribute("aria-expanded");
    if (hadFocus) this.anchor.focus({ preventScroll: true });
  }

  // The finger that opened it under itself chooses nothing when it goes; a key's click has no detail.
  clicked(event) {
    if (event.detail && !this.isTouched) event.stopPropagation();
  }

  get items() {
    return [...this.element.children];
  }

  item({ icon: name, label, act, isGrave = false }) {
    const attributes = { type: "button", role: "menuitem", tabindex: "-1", class: `menu__item${isGrave ? " menu__item--grave" : ""}` };
    const choose = () => {
      this.close();
      act();
    };
    return make("button", { ...attributes, on: { click: choose } }, icon(name), make("span", { text: label }));
  }

  key(event) {
    const { items } = this;
    const at = items.indexOf(document.activeElement);
    const to = {
      ArrowDown: items[(at + 1) % items.length],
      ArrowUp: items.at(at - 1),
      Home: items[0],
      End: items.at(-1),
    }[event.key];
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (to || event.key.length === 1) (to ?? this.beginningWith(event.key, at))?.focus();
    if (event.key === "Escape" || to) event.preventDefault();
    event.stopPropagation();
  }

  beginningWith(letter, at) {
    if (letter === " ") return null;
    const { items } = this;
    const inTurn = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    return inTurn.find((item) => item.textContent.toLowerCase().startsWith(letter.toLowerCase()));
  }
}
