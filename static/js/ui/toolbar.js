/** What can be done with a message: one toolbar, which goes to the row that is pointed at, focused or tapped. */

import { iconButton, make } from "./make.js";

export class Toolbar {
  /** @param {HTMLElement} rows @param {object} app see app.js */
  constructor(rows, app) {
    this.app = app;
    this.element = make("div", { class: "toolbar", role: "toolbar", "aria-label": "Message" });
    rows.addEventListener("pointerover", (event) => event.pointerType === "mouse" && this.goTo(event.target));
    rows.addEventListener("focusin", (event) => this.goTo(event.target));
    rows.addEventListener("click", (event) => event.target.closest("a, button") || this.goTo(event.target));
    rows.addEventListener("pointerleave", () => this.leave());
  }

  goTo(target) {
    const row = target.closest(".message");
    if (!row || row === this.element.parentElement) return;
    const message = this.messageOf(row);
    if (!message || message.deleted_at || row.querySelector(".editor")) return this.element.remove();
    this.element.replaceChildren(...this.buttons(message));
    return row.append(this.element);
  }

  leave() {
    const row = this.element.parentElement;
    if (row && !row.contains(document.activeElement)) this.element.remove();
  }

  messageOf(row) {
    return this.app.room?.messages.get(row.dataset.message);
  }

  buttons(message) {
    const { app } = this;
    const isMine = message.sender?.id === app.store.me.id;
    const mayDelete = isMine || (app.canModerate && app.room.noun.kind === "group");
    const react = this.button("smile", "React", () =>
      app.view.picker.open(react, (emoji) => app.react(message, emoji)),
    );
    return [
      react,
      this.button("reply", "Reply", () => app.view.composer.reply(message)),
      this.button("unread", "Mark unread from here", () => app.markUnread(message)),
      isMine ? this.button("pencil", "Edit", () => app.view.edit(message.id)) : null,
      mayDelete ? this.button("trash", "Delete", () => app.delete(message)) : null,
    ].filter(Boolean);
  }

  button(name, label, click) {
    return iconButton(name, label, { data: { action: label }, on: { click } });
  }
}
