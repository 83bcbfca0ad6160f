/** The quiet word that the connection is away; a short break is none of the reader's business. */

import { byId } from "./make.js";

const SHORT = 1_500;

const WORDS = {
  4400: "This page is older than the server. Reload it.",
  4403: "The server does not take connections from this address. Ask whoever runs it.",
  4429: "Too many requests for a moment. Reconnecting soon…",
};

export class Banner {
  constructor() {
    this.element = byId("banner");
    this.timer = null;
    this.wasOpen = false;
  }

  /** @param {string} state of the connection @param {?number} code why it was closed */
  show(state, code) {
    if (state === "open") this.hide();
    else if (state !== "connecting" || !this.timer) this.plan(code);
  }

  plan(code) {
    if (code) this.code = code;
    if (!this.element.hidden) this.say();
    this.timer ??= setTimeout(() => this.say(), SHORT);
  }

  say() {
    this.element.textContent = this.words();
    this.element.hidden = false;
  }

  words() {
    if (WORDS[this.code]) return WORDS[this.code];
    if (!navigator.onLine) return "You are offline. What you write is sent when you are back.";
    return this.wasOpen ? "Reconnecting…" : "Connecting…";
  }

  hide() {
    clearTimeout(this.timer);
    this.timer = null;
    this.code = null;
    this.wasOpen = true;
    this.element.hidden = true;
  }
}
