/**
 * Says new messages to those who listen to the page: what comes in one breath is summed up in one sentence, and where
 * many go on talking the breaths grow longer.
 */

import { count, list } from "../text/words.js";
import { byId } from "./make.js";
import { preview } from "./preview.js";

const BREATH = 1_000;
const LONGEST = 15_000;

export class Announcer {
  /** @param {HTMLElement} element a live region @param {{setTimeout: Function}} timers */
  constructor(element = byId("announcer"), timers = globalThis) {
    Object.assign(this, { element, timers, heard: [], timer: null, breath: BREATH });
  }

  /** @param {string} name who says it @param {object} message */
  announce(name, message) {
    this.heard.push({ name, message });
    this.timer ??= this.wait();
  }

  /** Say what came of something that one did. */
  say(words) {
    this.element.textContent = words;
  }

  wait() {
    return this.timers.setTimeout(() => this.speak(), this.breath);
  }

  // After a breath in which several spoke, the next one is waited for, also when nobody speaks any more.
  speak() {
    if (this.heard.length) this.element.textContent = sentence(this.heard);
    const isFlood = this.heard.length > 1;
    this.breath = isFlood ? Math.min(LONGEST, 2 * this.breath) : BREATH;
    this.heard = [];
    this.timer = isFlood ? this.wait() : null;
  }
}

function sentence(heard) {
  if (heard.length === 1) return `${heard[0].name}: ${preview(heard[0].message, 200)}`;
  const names = [...new Set(heard.map((each) => each.name))];
  return `${count(heard.length, "new message")} from ${list(names)}`;
}
