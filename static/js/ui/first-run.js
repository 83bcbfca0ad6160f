/** Says once in each room that is listened to who listens, and how to stop it. */

import { patch } from "../net/rest.js";
import { byId } from "./make.js";
import { complain, toast } from "./toast.js";

const PREFIX = "unafied.told.";

export class FirstRun {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    byId("first-run-ok").addEventListener("click", () => this.dismiss());
    byId("first-run-not-me").addEventListener("click", () => this.notMe());
  }

  draw(room) {
    const isTold = localStorage.getItem(this.key(room)) !== null;
    // Listening that begins anew is told anew.
    if (!room.noun.listening && isTold) localStorage.removeItem(this.key(room));
    byId("first-run").hidden = !room.noun.listening || isTold;
    byId("first-run-stop").textContent = this.app.maySwitch
      ? "You can stop it for everybody with the switch above, or only for yourself."
      : "You can keep it from your own messages here; the owner can stop it for everybody.";
    byId("first-run-not-me").hidden = !room.noun.agents_allowed;
  }

  dismiss() {
    localStorage.setItem(this.key(this.app.room), "yes");
    this.app.view.draw();
    this.app.view.composer.text.focus();
  }

  async notMe() {
    try {
      this.app.store.adopt(await patch(`conversations/${this.app.room.id}/`, { agents_allowed: false }));
      this.dismiss();
      toast("It no longer reads what you write here. You can change that in the room's settings.");
    } catch (error) {
      complain(error);
    }
  }

  key(room) {
    return `${PREFIX}${this.app.store.me.id}.${room.id}`;
  }
}
