/** Loading what was said: the latest when a room is opened, older pages while the reader scrolls up, any old place. */

import * as rest from "../net/rest.js";
import { titleOf } from "../store/store.js";
import * as time from "../text/time.js";
import { byId, make } from "./make.js";

const PAGE = 50;
const NEAR = 200;

export class History {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.loading = new Set();
    this.failed = new Map();
  }

  /** Load the latest page of a room that was not loaded yet. */
  async open(room) {
    if (!room.isLoaded) await this.load(room, null);
  }

  /** Load the page before what is loaded; returns whether it came. */
  older(room, limit = PAGE) {
    const { first, hasOlder } = room.shown;
    return room.isLoaded && hasOlder ? this.load(room, first, limit) : false;
  }

  /** Load the page after what is shown from further back, until it meets the latest. */
  async later(room) {
    if (!room.stretch || this.loading.has(room.id)) return;
    await this.whileLoading(room, async () => {
      this.app.store.takeLater(room.id, await this.page(room, `after=${room.stretch.last}`));
    });
  }

  /** Load the place of a message, and show the room there. Raises what the server says where there is no such message. */
  async reach(room, id) {
    await this.open(room);
    const target = room.messages.get(id) ?? (await rest.get(`conversations/${room.id}/messages/${id}/`));
    this.app.store.takeMessage(target);
    const { sequence } = target;
    if (sequence >= room.oldest) room.stretch = null;
    else if (room.oldest - sequence < NEAR && !room.stretch) await this.older(room, NEAR);
    if (!room.timeline.some((message) => message.id === id)) await this.around(room, sequence);
  }

  async around(room, sequence) {
    const [earlier, later] = await Promise.all([
      this.page(room, `before=${sequence}`),
      this.page(room, `after=${sequence - 1}`),
    ]);
    this.app.store.takeAround(room.id, earlier, later);
  }

  page(room, place, limit = PAGE) {
    return rest.get(`conversations/${room.id}/messages/?${place}&limit=${limit}`);
  }

  /** Say above the rows where the reader is: loading, at the beginning, or that it failed. */
  draw(room) {
    const element = byId("older");
    const state = this.stateOf(room);
    element.hidden = state === "more";
    if (element.dataset.state === `${state} ${room.id}`) return;
    element.dataset.state = `${state} ${room.id}`;
    element.replaceChildren(...this.parts(state, room));
  }

  async load(room, before, limit = PAGE) {
    if (this.loading.has(room.id)) return false;
    const place = before === null ? "" : `before=${before}`;
    return this.whileLoading(room, async () => {
      const page = await this.page(room, place, limit);
      // What is drawn now may already ask for the next page.
      this.loading.delete(room.id);
      this.app.store.takeHistory(room.id, page, before);
    });
  }

  // Returns whether it worked; why it did not stands above the rows.
  async whileLoading(room, work) {
    this.loading.add(room.id);
    this.failed.delete(room.id);
    const error = await work().catch((reason) => reason);
    this.loading.delete(room.id);
    if (!error) return true;
    this.failed.set(room.id, error.message);
    this.app.store.tell("messages", room.id);
    return false;
  }

  stateOf(room) {
    if (this.failed.has(room.id)) return "failed";
    if (!room.isLoaded) return "loading";
    return room.shown.hasOlder ? "more" : "beginning";
  }

  parts(state, room) {
    if (state === "loading") return Array.from({ length: 4 }, (_, at) => skeleton(at));
    if (state === "failed") return this.failure(room);
    return state === "beginning" ? beginning(room) : [];
  }

  failure(room) {
    const again = make("button", { type: "button", class: "button button--small", text: "Try again" });
    again.addEventListener("click", () => this.load(room, room.shown.first));
    return [
      make("p", { role: "alert", text: `What was said here could not be loaded. ${this.failed.get(room.id)}` }),
      again,
    ];
  }
}

function skeleton(at) {
  return make("div", { class: `skeleton skeleton--message skeleton--${at}`, "aria-hidden": "true" });
}

function beginning(room) {
  const isDirect = room.noun.kind === "direct";
  const words = isDirect
    ? `You and ${titleOf(room)} talk here.`
    : `Made ${time.day(room.noun.created_at).toLowerCase()}.`;
  const next = room.timeline.length ? "" : " Say something, and everybody here reads it at once.";
  return [
    make("p", { class: "timeline__title", text: isDirect ? titleOf(room) : `This is where “${titleOf(room)}” begins` }),
    make("p", { text: words + next }),
  ];
}
