/** Says who is typing in the open room. */

import { list } from "../text/words.js";
import { byId } from "./make.js";

export class Typing {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.element = byId("typing");
    setInterval(() => this.draw(), 1_000);
  }

  draw() {
    const words = sentence(this.app.openId ? this.app.store.typingIn(this.app.openId) : []);
    if (this.element.textContent !== words) this.element.textContent = words;
  }
}

function sentence(names) {
  if (!names.length) return "";
  if (names.length > 3) return "Several people are typing…";
  return `${list(names, 3)} ${names.length === 1 ? "is" : "are"} typing…`;
}
