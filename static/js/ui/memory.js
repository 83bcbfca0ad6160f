/** What came of listening, in three folds of the room's panel; each is asked for when it is opened. */

import { byId } from "./make.js";

const FOLDS = {
  "fold-suggested": async (fold) => (await import("./suggested.js")).suggested(fold),
  "fold-beliefs": async (fold) => (await import("./beliefs.js")).beliefs(fold),
  "fold-shelf": async (fold) => (await import("./kept.js")).keptHere(fold),
};

export class Memory {
  /** @param {object} app see app.js @param {(work: () => Promise<void>) => Promise<boolean>} attempt shows what is refused */
  constructor(app, attempt) {
    Object.assign(this, { app, attempt });
    Object.keys(FOLDS).forEach((id) => byId(id).addEventListener("toggle", () => this.load(id)));
  }

  /** The panel was opened: all is folded, and nothing of another room is shown. */
  begin() {
    Object.keys(FOLDS).forEach((id) => {
      byId(id).open = false;
      this.body(id).replaceChildren();
    });
  }

  async load(id) {
    const { app } = this;
    const { room } = app;
    if (!byId(id).open || !room) return;
    await this.attempt(async () => {
      const parts = await FOLDS[id]({ app, room, act: (work, next) => this.act(id, work, next), goTo: goTo(app) });
      if (app.room === room) this.body(id).replaceChildren(...parts);
    });
  }

  // What was pressed goes away with what it did: the focus moves on to `next`, else to the fold's name.
  async act(id, work, next) {
    if (!(await this.attempt(work))) return;
    await this.load(id);
    const same = this.body(id).querySelector(`[data-action="${CSS.escape(next)}"]`);
    (same ?? byId(id).querySelector("summary")).focus();
  }

  body(id) {
    return byId(id).querySelector(".fold__body");
  }
}

const goTo = (app) => (message) => {
  app.view.panel.dialog.close();
  app.view.jumpTo(message);
};
