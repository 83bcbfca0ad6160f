/** A word that only oneself is told: it stays, quietly, until it is dismissed, and is kept nowhere. */

import { byId, iconButton, make } from "./make.js";

export class Notices {
  constructor() {
    this.element = byId("notices");
  }

  /** @param {{text: string, language: string}} notice as the server tells it */
  show({ text, language }) {
    const dismiss = iconButton("close", "Dismiss", { on: { click: () => this.dismiss(card) } });
    const card = make(
      "div",
      { class: "private-notice" },
      make("p", { text, lang: language || null, dir: "auto" }),
      make("p", { class: "private-notice__who", text: "Only you see this." }),
      dismiss,
    );
    this.element.replaceChildren(card);
  }

  dismiss(card) {
    card.remove();
    byId("main").focus();
  }
}
