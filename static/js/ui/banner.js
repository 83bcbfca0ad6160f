/** The quiet word that the connection is away. A short break is none of the reader's business, nor is a short return. */

import { byId } from "./make.js";

const LONG = 3_000;
const STEADY = 1_500;

const WORDS = {
  4400: "This page is older than the server. Reload it.",
  4403: "The server does not take connections from this address. Ask whoever runs it.",
  4409: "Unafied is open in too many other windows. Reload this page to go on here.",
  4429: "Too many requests for a moment. Reconnecting soon…",
};

export class Banner {
  /** @param {HTMLElement} element @param {{timers?: object, isOffline?: () => boolean}} options */
  constructor(element = byId("banner"), { timers = globalThis, isOffline = () => !navigator.onLine } = {}) {
    Object.assign(this, { element, timers, isOffline, showing: null, hiding: null, wasOpen: false, code: null });
  }

  /** @param {string} state of the connection @param {?number} code why it was closed */
  show(state, code) {
    if (code) this.code = code;
    if (state === "open") return this.opened();
    this.hiding = this.cancel(this.hiding);
    if (this.element.hidden) this.showing ??= this.timers.setTimeout(() => this.say(), LONG);
    else this.say();
    return undefined;
  }

  opened() {
    this.showing = this.cancel(this.showing);
    Object.assign(this, { wasOpen: true, code: null });
    if (!this.element.hidden) this.hiding ??= this.timers.setTimeout(() => this.hide(), STEADY);
  }

  say() {
    this.showing = null;
    this.element.textContent = this.words();
    this.element.hidden = false;
  }

  words() {
    if (WORDS[this.code]) return WORDS[this.code];
    if (this.isOffline()) return "You are offline. What you write is sent when you are back.";
    return this.wasOpen ? "Reconnecting…" : "Connecting…";
  }

  hide() {
    this.hiding = null;
    this.element.hidden = true;
  }

  cancel(timer) {
    this.timers.clearTimeout(timer);
    return null;
  }
}
