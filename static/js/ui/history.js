/** Loading what was said: the latest when a room is opened, older pages while the reader scrolls up. */

import * as rest from "../net/rest.js";
import { titleOf } from "../store/store.js";
import * as time from "../text/time.js";
import { byId, make } from "./make.js";

const PAGE = 50;
const LARGE_PAGE = 200;
const MOST_PAGES = 50;

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
    return room.isLoaded && room.hasOlder ? this.load(room, room.oldest, limit) : false;
  }

  /** Load back to the place of a message; returns whether it is loaded then. */
  async reach(room, id) {
    const target = room.messages.get(id) ?? (await rest.get(`conversations/${room.id}/messages/${id}/`));
    this.app.store.takeMessage(target);
    for (let page = 0; target.sequence < room.oldest && page < MOST_PAGES; page += 1) {
      if (!(await this.older(room, LARGE_PAGE))) break;
    }
    return target.sequence >= room.oldest;
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
    this.loading.add(room.id);
    this.failed.delete(room.id);
    try {
      const place = before === null ? "" : `before=${before}&`;
      const page = await rest.get(`conversations/${room.id}/messages/?${place}limit=${limit}`);
      this.loading.delete(room.id);
      this.app.store.takeHistory(room.id, page, before);
      return true;
    } catch (error) {
      this.loading.delete(room.id);
      this.failed.set(room.id, error.message);
      this.app.store.tell("messages", room.id);
      return false;
    }
  }

  stateOf(room) {
    if (this.failed.has(room.id)) return "failed";
    if (!room.isLoaded) return "loading";
    return room.hasOlder ? "more" : "beginning";
  }

  parts(state, room) {
    if (state === "loading") return Array.from({ length: 4 }, (_, at) => skeleton(at));
    if (state === "failed") return this.failure(room);
    return state === "beginning" ? beginning(room) : [];
  }

  failure(room) {
    const again = make("button", { type: "button", class: "button button--small", text: "Try again" });
    again.addEventListener("click", () => this.load(room, room.isLoaded ? room.oldest : null));
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
