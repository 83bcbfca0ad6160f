/** Says once in each room that is listened to who listens, since when, and how to stop it. The server knows it was said. */

import { patch } from "../net/rest.js";
import { whole } from "../text/time.js";
import { byId, setState } from "./make.js";
import { complain, toast } from "./toast.js";

export class FirstRun {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    byId("first-run-ok").addEventListener("click", () => this.close({}));
    byId("first-run-not-me").addEventListener("click", () => this.notMe());
  }

  draw(room) {
    const notice = byId("first-run");
    const isNews = notice.hidden || notice.dataset.room !== room.id;
    setState(notice, { hidden: !room.isToBeTold });
    setState(notice.dataset, { room: room.id });
    setState(byId("first-run-not-me"), { hidden: !room.noun.agents_allowed });
    // Written only when it appears, so that a screen reader says it once.
    if (room.isToBeTold && isNews) this.write(room);
  }

  write({ noun }) {
    byId("first-run-since").textContent = `It has been listening since ${whole(noun.listening_since)}.`;
    byId("first-run-stop").textContent = this.app.maySwitch
      ? "You can stop it for everybody with the switch above, or only for yourself."
      : "You can keep it from your own messages here; the owner can stop it for everybody.";
  }

  async notMe() {
    if (await this.close({ agents_allowed: false }))
      toast("It no longer reads what you write here. You can change that in the room's settings.");
  }

  async close(changes) {
    const { room, store, view } = this.app;
    try {
      store.adopt(await patch(`conversations/${room.id}/`, { ...changes, listening_told: true }));
      view.composer.text.focus();
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  }
}
