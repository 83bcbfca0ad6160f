/** Making a room. */

import { post } from "../net/rest.js";
import { showError } from "./dialog.js";
import { byId } from "./make.js";

export class NewRoom {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.dialog = byId("new-room-dialog");
    this.form = byId("new-room-form");
    this.error = this.form.querySelector(".form__error");
    ["new-room", "first-room", "welcome-action"].forEach((id) => byId(id).addEventListener("click", () => this.open()));
    this.form.addEventListener("submit", (event) => this.make(event));
    this.form.addEventListener("change", () => this.draw());
  }

  open() {
    this.form.reset();
    showError(this.error, null);
    this.draw();
    this.dialog.showModal();
    byId("new-title").focus();
  }

  draw() {
    this.form.querySelector("[data-eagerness]").hidden = !this.form.elements.listening.checked;
  }

  async make(event) {
    event.preventDefault();
    const { title, listening, eagerness } = this.form.elements;
    const button = this.form.querySelector(".button--primary");
    button.disabled = true;
    try {
      const own = await post("conversations/", {
        title: title.value,
        listening: listening.checked,
        eagerness: eagerness.value,
      });
      this.app.store.adopt(own);
      this.dialog.close();
      this.app.go(own.id);
    } catch (error) {
      showError(this.error, error);
    } finally {
      button.disabled = false;
    }
  }
}
