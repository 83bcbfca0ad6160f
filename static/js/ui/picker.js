/** A small grid of emojis beside the button that asked for it. Arrow keys walk in it; Esc and a click outside close it. */

import { EMOJIS } from "../text/emojis.js";
import { byId, make } from "./make.js";

const COLUMNS = 6;
const GAP = 6;

export class Picker {
  constructor() {
    this.element = byId("picker");
    this.element.append(...EMOJIS.map(([emoji, name]) => this.button(emoji, name)));
    this.element.addEventListener("keydown", (event) => this.walk(event));
    this.element.addEventListener("toggle", ({ newState }) => newState === "closed" && this.closed());
  }

  /** Ask for an emoji beside `anchor`; `onPick` gets it. */
  open(anchor, onPick) {
    Object.assign(this, { anchor, onPick });
    this.element.showPopover();
    this.place(anchor.getBoundingClientRect());
    anchor.setAttribute("aria-expanded", "true");
    this.element.firstElementChild.focus();
  }

  closed() {
    this.anchor?.removeAttribute("aria-expanded");
    if (this.anchor?.isConnected && document.activeElement === document.body) this.anchor.focus();
  }

  button(emoji, name) {
    const pick = () => {
      this.element.hidePopover();
      this.onPick(emoji);
    };
    return make("button", {
      type: "button",
      class: "picker__emoji",
      text: emoji,
      title: name,
      "aria-label": name,
      on: { click: pick },
    });
  }

  place({ top, bottom, right }) {
    const { offsetWidth: width, offsetHeight: height, style } = this.element;
    const isAbove = bottom + GAP + height > window.innerHeight;
    const left = Math.min(Math.max(GAP, right - width), window.innerWidth - width - GAP);
    style.left = `${left}px`;
    style.top = `${Math.max(GAP, isAbove ? top - height - GAP : bottom + GAP)}px`;
  }

  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    const buttons = [...this.element.children];
    const to = buttons[buttons.indexOf(document.activeElement) + step];
    if (!step || !to) return;
    event.preventDefault();
    to.focus();
  }
}
