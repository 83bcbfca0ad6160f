/**
 * What is done most with a message: one toolbar, which goes to the row that is pointed at, focused or tapped. The rest is
 * in a menu, which also opens under a finger that stays on a row, and by the keyboard's own key for that.
 */

import { fetched } from "./fetching.js";
import { onHold } from "./hold.js";
import { iconButton, make } from "./make.js";

const OWN_TOUCH = "a, input, textarea, summary, pre, .reaction, .toolbar";
const load = () => import("./message-menu.js");

export class Toolbar {
  /**
   * @param {HTMLElement} rows @param {object} app see app.js
   * @param {{find: (id: string) => ?object, reply: (message: object) => void, edit: (id: string) => void, isThread?: boolean}} place
   */
  constructor(rows, app, place) {
    Object.assign(this, { rows, app, place });
    this.element = make("div", { class: "toolbar", role: "toolbar", "aria-label": "Message" });
    rows.addEventListener("pointerover", (event) => event.pointerType === "mouse" && this.goTo(event.target));
    rows.addEventListener("focusin", (event) => this.goTo(event.target));
    rows.addEventListener("click", (event) => event.target.closest("a, button") || this.goTo(event.target));
    rows.addEventListener("pointerleave", () => this.leave());
    rows.addEventListener("keydown", (event) => this.key(event));
    onHold(rows, (target) => !target.closest(OWN_TOUCH) && target.closest(".message"), (row) => this.more(row, row));
  }

  goTo(target) {
    const row = target.closest(".message");
    if (!row || row === this.element.parentElement) return;
    const message = this.messageOf(row);
    if (!isOpen(message, row)) return this.element.remove();
    this.element.replaceChildren(...this.buttons(row, message));
    return row.append(this.element);
  }

  leave() {
    const row = this.element.parentElement;
    if (row && !row.contains(document.activeElement) && !this.element.querySelector("[aria-expanded]")) this.element.remove();
  }

  messageOf(row) {
    return this.place.find(row.dataset.message);
  }

  buttons(row, message) {
    const { app } = this;
    const react = this.button("smile", "React", () =>
      app.view.picker.open(react, (emoji) => app.react(message, emoji)),
    );
    const more = this.button("more", "More", () => this.more(row, more));
    more.setAttribute("aria-haspopup", "menu");
    return [react, this.button("reply", "Reply", () => this.place.reply(message)), more];
  }

  button(name, label, click) {
    return iconButton(name, label, { data: { action: label }, on: { click } });
  }

  key(event) {
    const isAsked = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (!isAsked || !event.target.classList.contains("message")) return;
    event.preventDefault();
    this.more(event.target, event.target);
  }

  /** Show everything that can be done with the message of a row. */
  async more(row, anchor) {
    if (!isOpen(this.messageOf(row), row)) return;
    const found = await fetched(load);
    const message = this.messageOf(row);
    // Drawn anew meanwhile, it is another row of the same message.
    const now = row.isConnected ? row : this.rows.querySelector(`[data-message="${CSS.escape(row.dataset.message)}"]`);
    if (!found || !now || !isOpen(message, now)) return;
    found.openMessageMenu(anchor.isConnected ? anchor : now, message, this.app, this.place);
  }
}

const isOpen = (message, row) => message && !message.deleted_at && !row.querySelector(".editor");
