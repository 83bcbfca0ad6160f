/** Says new messages to those who listen to the page: what comes in one breath is summed up in one sentence. */

import { count, list } from "../text/words.js";
import { byId } from "./make.js";
import { preview } from "./preview.js";

const BREATH = 1_000;

export class Announcer {
  constructor() {
    this.element = byId("announcer");
    this.heard = [];
    this.timer = null;
  }

  /** @param {string} name who says it @param {object} message */
  announce(name, message) {
    this.heard.push({ name, text: preview(message, 200) });
    this.timer ??= setTimeout(() => this.speak(), BREATH);
  }

  speak() {
    this.element.textContent = sentence(this.heard);
    this.heard = [];
    this.timer = null;
  }
}

function sentence(heard) {
  if (heard.length === 1) return `${heard[0].name}: ${heard[0].text}`;
  const names = [...new Set(heard.map((each) => each.name))];
  return `${count(heard.length, "new message")} from ${list(names)}`;
}
