/** Loading what was said: the latest when a room is opened, older pages while the reader scrolls up, any old place. */

import * as rest from "../net/rest.js";
import { titleOf } from "../store/store.js";
import { MOST } from "../store/window.js";
import * as time from "../text/time.js";
import { byId, make, setState } from "./make.js";

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
    await this.whileLoading(
      room,
      async () => {
        const page = await this.page(room, `after=${room.stretch.last}`);
        this.loading.delete(room.id);
        this.app.store.takeLater(room.id, page);
      },
      { isLater: true },
    );
  }

  /** Load the place of a message, and show the room there. Raises what the server says where there is no such message. */
  async reach(room, id) {
    await this.open(room);
    const target = room.messages.get(id) ?? (await rest.get(`conversations/${room.id}/messages/${id}/`));
    this.app.store.takeMessage(target);
    const { sequence } = target;
    if (sequence >= room.oldest) room.stretch = null;
    else if (room.oldest - sequence < NEAR && room.latest.length + NEAR <= MOST && !room.stretch) await this.older(room, NEAR);
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

  /** Say above and below the rows where the reader is: loading, at the beginning, or that it failed. */
  draw(room) {
    const failed = this.failed.get(room.id);
    this.drawOne(byId("older"), room, failed && !failed.isLater ? "failed" : stateOf(room));
    setState(byId("later"), { hidden: !room.stretch });
    this.drawOne(byId("later"), room, failed?.isLater ? "failed" : "more");
  }

  drawOne(element, room, state) {
    // Whoever is alone is told when somebody comes.
    const drawn = `${state} ${room.id} ${isAlone(room)}`;
    if (element.dataset.state === drawn) return;
    element.hidden = false;
    element.dataset.state = drawn;
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
  async whileLoading(room, work, { isLater = false } = {}) {
    this.loading.add(room.id);
    this.failed.delete(room.id);
    const error = await work().catch((reason) => reason);
    this.loading.delete(room.id);
    if (!error) return true;
    const again = () => this.whileLoading(room, work, { isLater });
    this.failed.set(room.id, { words: error.message, again, isLater });
    this.app.store.tell("messages", room.id);
    return false;
  }

  parts(state, room) {
    if (state === "failed") return failure(this.failed.get(room.id));
    if (state === "beginning") return [...beginning(room), isAlone(room) ? this.invitation() : ""];
    return Array.from({ length: state === "loading" ? 4 : 2 }, (_, at) => skeleton(at));
  }

  // In the panel it says for how long a link works, and whom it lets in.
  invitation() {
    const click = () => this.app.view.openPanel();
    const text = "Invite somebody";
    return make("button", { type: "button", class: "button button--small button--primary", text, on: { click } });
  }
}

function stateOf(room) {
  if (!room.isLoaded) return "loading";
  return room.shown.hasOlder ? "more" : "beginning";
}

const isAlone = ({ noun }) => noun.kind === "group" && noun.member_count === 1;

function failure({ words, again: click }) {
  return [
    make("p", { role: "alert", text: `What was said here could not be loaded. ${words}` }),
    make("button", { type: "button", class: "button button--small", text: "Try again", on: { click } }),
  ];
}

function skeleton(at) {
  return make("div", { class: `skeleton skeleton--message skeleton--${at}`, "aria-hidden": "true" });
}

function beginning(room) {
  const isDirect = room.noun.kind === "direct";
  const words = isDirect
    ? `You and ${titleOf(room)} talk here.`
    : `Made ${time.day(room.noun.created_at).toLowerCase()}.`;
  const next = room.timeline.length || isAlone(room) ? "" : " Say something, and everybody here reads it at once.";
  return [
    make("p", { class: "timeline__title", text: isDirect ? titleOf(room) : `This is where “${titleOf(room)}” begins` }),
    make("p", { text: isAlone(room) ? `${words} Nobody else is here yet.` : words + next }),
  ];
}
