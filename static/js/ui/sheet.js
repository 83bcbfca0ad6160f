/** A sheet at the side that is made when it is first asked for: a head, a way to close it, and a body to be filled. */

import { prepareDialog, showError } from "./dialog.js";
import { iconButton, make } from "./make.js";

export class Sheet {
  /** @param {string} name its id @param {string} title */
  constructor(name, title) {
    this.way = iconButton("close", "Close", { "data-close": true });
    this.error = make("p", { class: "field__error form__error", role: "alert", hidden: true });
    this.body = make("div", { class: "sheet__body" });
    const head = make("header", { class: "panel__head" }, make("h2", { id: `${name}-title`, text: title }), this.way);
    this.dialog = make(
      "dialog",
      { class: "dialog dialog--sheet", id: name, "aria-labelledby": `${name}-title` },
      make("div", { class: "panel" }, head, this.error, this.body),
    );
    document.body.append(this.dialog);
    prepareDialog(this.dialog);
  }

  get isOpen() {
    return this.dialog.open;
  }

  open() {
    showError(this.error, null);
    if (!this.isOpen) this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  /** Fill the body with what the latest `load` gives; until then, and where it fails, the sheet says so. */
  async fill(load) {
    this.latest = load;
    this.body.setAttribute("aria-busy", "true");
    try {
      const parts = await load();
      if (this.latest !== load) return;
      showError(this.error, null);
      const hadFocus = this.body.contains(document.activeElement);
      this.body.replaceChildren(...parts);
      if (hadFocus) this.way.focus();
    } catch (error) {
      if (this.latest === load) showError(this.error, error);
    } finally {
      if (this.latest === load) this.body.removeAttribute("aria-busy");
    }
  }
}
