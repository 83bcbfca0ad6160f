/**
 * The ways to what is not on the screen: the switcher, the search, the list of shortcuts. Each is loaded when it is
 * first asked for; this part only knows the keys and buttons.
 */

import { keyName } from "../text/keys.js";
import { byId, make } from "./make.js";
import { toast } from "./toast.js";

const SINGLE_KEYS = "unafied.single-keys";

export class Finder {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.parts = new Map();
    byId("open-switcher").addEventListener("click", () => this.open("switcher"));
    byId("open-search").addEventListener("click", () => this.open("search"));
    byId("open-shortcuts").addEventListener("click", () => this.openFromMenu("shortcuts"));
    addEventListener("keydown", (event) => this.key(event));
    byId("open-switcher").title = `Search or go to (${keyName("K")})`;
    byId("switcher-key").textContent = keyName("K");
  }

  /** Open `switcher`, `search` or `shortcuts`; what is given goes to its `open`. */
  async open(name, ...given) {
    document.querySelectorAll("dialog:modal").forEach((dialog) => dialog.close());
    try {
      await Promise.all([this.load(name), styled(name)]);
    } catch {
      this.parts.delete(name);
      return toast("That could not be loaded. Try again when you are back online.", { isBad: true });
    }
    return (await this.parts.get(name)).open(...given);
  }

  // Closed first, the menu gives the focus back to its button, and so will the dialog.
  openFromMenu(name) {
    byId("me-menu").hidePopover();
    return this.open(name);
  }

  /** Whether keys without Ctrl or Cmd do something: some people's speech or hands press them by accident. */
  get hasSingleKeys() {
    return localStorage.getItem(SINGLE_KEYS) !== "off";
  }

  set hasSingleKeys(isOn) {
    localStorage.setItem(SINGLE_KEYS, isOn ? "on" : "off");
  }

  load(name) {
    if (!this.parts.has(name)) this.parts.set(name, PARTS[name]().then(({ Part }) => new Part(this.app)));
    return this.parts.get(name);
  }

  key(event) {
    const name = wanted(event);
    if (!name || event.defaultPrevented || event.isComposing) return;
    const isSingle = !event.ctrlKey && !event.metaKey;
    if (isSingle && (!this.hasSingleKeys || isTyping(event.target) || document.querySelector("dialog:modal"))) return;
    event.preventDefault();
    const itself = document.querySelector(`dialog[open][data-part="${name}"]`);
    if (itself) itself.close();
    else this.open(name);
  }
}

const PARTS = {
  switcher: () => import("./switcher.js"),
  search: () => import("./search.js"),
  shortcuts: () => import("./shortcuts.js"),
};

function wanted({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (altKey) return null;
  if (!ctrlKey && !metaKey) return { "/": "search", "?": "shortcuts" }[key] ?? null;
  if (shiftKey) return { f: "search" }[key.toLowerCase()] ?? null;
  return { k: "switcher", "/": "shortcuts" }[key.toLowerCase()] ?? null;
}

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]") !== null;

// Each has a stylesheet of its own, fetched once.
const styles = new Map();

function styled(name) {
  if (!styles.has(name)) styles.set(name, fetched(byId("styles").dataset[name], () => styles.delete(name)));
  return styles.get(name);
}

function fetched(href, onFailed) {
  return new Promise((resolve, reject) => {
    const link = make("link", { rel: "stylesheet", href });
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      link.remove();
      onFailed();
      reject(new Error("no styles"));
    });
    document.head.append(link);
  });
}
