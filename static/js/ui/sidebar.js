/** The list of rooms: the latest talk first, what is unread, who is there. */

import { attentionOf, sum } from "../store/attention.js";
import { titleOf } from "../store/store.js";
import { short } from "../text/time.js";
import { capped, count } from "../text/words.js";
import { arrange } from "./arrange.js";
import { avatar, presenceDot } from "./avatar.js";
import { onceAFrame } from "./frame.js";
import { byId, icon, make } from "./make.js";
import { preview } from "./preview.js";
import { markAllRead } from "./verbs.js";

export class Sidebar {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.list = byId("rooms");
    this.items = new Map();
    this.render = onceAFrame(() => this.draw());
    byId("me-avatar").replaceWith(avatar(app.store.me));
    this.list.addEventListener("click", (event) => this.open(event));
    ["pointerleave", "focusout"].forEach((name) => this.list.addEventListener(name, () => this.render()));
    byId("read-all").addEventListener("click", () => markAllRead(app));
  }

  draw() {
    const rooms = this.inPlace();
    byId("rooms-empty").hidden = rooms.length > 0;
    arrange(
      this.list,
      rooms.map((room) => this.item(room)),
    );
    this.drawElsewhere(rooms.filter((room) => room.id !== this.app.openId));
    byId("read-all").hidden = !rooms.some((room) => room.unread && !this.isBeingRead(room));
  }

  /** Bring the focus to the first room, as it stands now. */
  focus() {
    this.draw();
    (this.list.querySelector("a") ?? byId("first-room")).focus();
  }

  // A row must not move away under a pointer that is about to press it, nor under the focus.
  inPlace() {
    const rooms = this.app.store.inOrder;
    if (this.isUnderHand) {
      const places = new Map(this.order.map((id, place) => [id, place]));
      rooms.sort((one, other) => (places.get(one.id) ?? -1) - (places.get(other.id) ?? -1));
    }
    this.order = rooms.map((room) => room.id);
    return rooms;
  }

  get isUnderHand() {
    return Boolean(this.order) && this.list.matches(":hover, :focus-within") && !this.app.isTouch;
  }

  isBeingRead(room) {
    return this.app.view.reader.isReading(room) && this.app.view.scroller.isAtEnd;
  }

  // On a phone the list is a screen away.
  drawElsewhere(rooms) {
    const { calls, isUnread } = sum(rooms.map(attentionOf));
    byId("elsewhere").hidden = !isUnread;
    byId("elsewhere").textContent = calls ? capped(calls) : "";
    byId("elsewhere").classList.toggle("count--plain", !calls);
    byId("elsewhere-word").textContent = calls ? " messages call you elsewhere" : "";
  }

  // Kept as long as nothing of it changes: focus and clicks under way stay on the same element.
  item(room) {
    const facts = this.facts(room);
    const signature = JSON.stringify(facts);
    const known = this.items.get(room.id);
    if (known?.signature === signature) return known.element;
    const element = draw(facts);
    this.items.set(room.id, { signature, element });
    if (known?.element.contains(document.activeElement)) requestAnimationFrame(() => element.firstChild.focus());
    return element;
  }

  facts(room) {
    const { store, openId } = this.app;
    const [other] = room.noun.others;
    const { last } = room;
    return {
      id: room.id,
      title: titleOf(room),
      isDirect: room.noun.kind === "direct",
      other: room.noun.kind === "direct" ? other : null,
      isOnline: Boolean(other && store.online.has(other.id)),
      isListening: room.noun.listening,
      isOpen: room.id === openId,
      unread: this.isBeingRead(room) ? 0 : room.unread,
      ...(this.isBeingRead(room) ? { isUnread: false, calls: 0 } : attentionOf(room)),
      at: last ? short(last.created_at) : "",
      line: last ? lineOf(last, store, room.noun.kind === "direct") : "Nothing said yet",
      hasDraft: room.id !== openId && Boolean(this.app.drafts.of(room.id).content),
    };
  }

  open(event) {
    const link = event.target.closest("a[data-room]");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.app.go(link.dataset.room);
  }
}

function lineOf(last, store, isDirect) {
  if (last.role === "assistant") return `Unafied: ${preview(last, 80)}`;
  if (last.sender?.id === store.me.id) return `You: ${preview(last, 80)}`;
  return isDirect ? preview(last, 80) : `${store.name(last.sender?.id).split(" ")[0]}: ${preview(last, 80)}`;
}

function draw(facts) {
  const attributes = {
    class: `room-link${facts.isUnread ? " room-link--unread" : ""}`,
    href: `/rooms/${facts.id}/`,
    data: { room: facts.id },
    "aria-current": facts.isOpen ? "page" : null,
  };
  return make("li", {}, make("a", attributes, face(facts), ...text(facts), signs(facts)));
}

function face({ id, title, other, isDirect, isOnline }) {
  const picture = avatar(other ?? { id, display_name: title });
  if (!isDirect) picture.classList.add("avatar--room");
  return make("span", { class: "room-link__face" }, picture, isDirect ? presenceDot(isOnline) : null);
}

function text({ title, line, hasDraft, at }) {
  const draft = hasDraft ? make("span", { class: "room-link__draft", text: "Draft " }) : null;
  return [
    make("span", { class: "room-link__title", dir: "auto", text: title }),
    make("span", { class: "room-link__at", text: at }),
    make("span", { class: "room-link__line", dir: "auto" }, draft, line),
  ];
}

function signs({ unread, isUnread, calls, isDirect, isListening }) {
  const ear = isListening ? make("span", { class: "room-link__ear", title: "Unafied listens" }, icon("mark")) : null;
  const words = [calls && !isDirect ? count(calls, "mention") : "", isUnread ? `${capped(unread)} unread` : ""];
  return make(
    "span",
    { class: "room-link__signs" },
    ear,
    calls ? make("span", { class: "count", "aria-hidden": "true", text: capped(calls) }) : null,
    make("span", { class: "visually-hidden", text: words.filter(Boolean).join(", ") }),
  );
}
