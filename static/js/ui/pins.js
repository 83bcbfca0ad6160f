/** What is pinned in the room: a list that leads to each message, and takes pins off. */

import * as rest from "../net/rest.js";
import * as time from "../text/time.js";
import { iconButton, make } from "./make.js";
import { mayUnpin, pinnedBy } from "./pinner.js";
import { preview } from "./preview.js";
import { Sheet } from "./sheet.js";
import { speakerOf } from "./speaker.js";
import { pin } from "./verbs.js";

const LENGTH = 240;

let pins = null;

/** Show the pins of the open room. @param {object} app see app.js */
export function showPins(app) {
  pins ??= new Pins(app);
  pins.open();
}

class Pins {
  constructor(app) {
    this.app = app;
    this.sheet = new Sheet("pins", "Pinned messages");
    this.shown = null;
    app.store.listen(({ room }) => this.sheet.isOpen && room === app.openId && this.changed());
  }

  open() {
    this.sheet.body.replaceChildren();
    this.shown = null;
    this.sheet.open();
    this.changed();
  }

  // Asked for again only when another message is pinned, or what a pinned one says has changed.
  changed() {
    const { room } = this.app;
    if (!room) return;
    const pinned = [...room.messages.values()].filter((message) => message.pinned_at);
    const state = [room.id, room.noun.pin_count, ...pinned.map(({ id, revision }) => `${id} ${revision}`).sort()].join();
    if (state === this.shown) return;
    this.shown = state;
    this.sheet.fill(() => this.load(room));
  }

  async load(room) {
    const { results } = await rest.get(`conversations/${room.id}/pins/`);
    if (!results.length) return [make("p", { class: "sheet__none", text: NONE })];
    return [make("ol", { class: "pins" }, ...results.map((message) => this.item(message)))];
  }

  item(message) {
    const { app } = this;
    const name = speakerOf(message, app.store);
    const go = make(
      "button",
      { type: "button", class: "pin", on: { click: () => this.go(message) } },
      make("span", { class: "pin__who", text: name }),
      make("span", { class: "pin__when", text: time.short(message.created_at) }),
      make("span", { class: "pin__text", dir: "auto", text: preview(message, LENGTH) }),
      make("span", { class: "pin__by", text: pinnedBy(message, app) }),
    );
    const off = iconButton("close", `Unpin what ${name} said`, { on: { click: () => pin(app, message) } });
    return make("li", { class: "pins__item" }, go, mayUnpin(message, app) ? off : null);
  }

  go(message) {
    this.sheet.close();
    this.app.view.showInRoom(message.id);
  }
}

const NONE = "Nothing is pinned here. Pin a message from its menu, and everybody finds it again at the top of the room.";
