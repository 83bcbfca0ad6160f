/**
 * What was new when one came: the line before it, which stays where it is until one leaves, writes or presses Escape,
 * and the way to it while it stands further up.
 */

import { capped } from "../text/words.js";
import { byId, setState } from "./make.js";

export class NewMessages {
  /** @param {object} app see app.js @param {object} view see room-view.js */
  constructor(app, view) {
    Object.assign(this, { app, view, count: 0, isSeen: true });
    this.pill = byId("to-new");
    this.pill.addEventListener("click", () => view.jumpToPlace(view.timeline.newAfter + 1));
    addEventListener("keydown", (event) => this.key(event));
  }

  /** What is unread now is what is new. */
  begin(room) {
    this.count = room.unread;
    this.isSeen = !room.unread;
    this.view.timeline.newAfter = room.unread ? room.readSequence : null;
  }

  /** What stands behind a place is new. */
  startAt(sequence) {
    if (this.view.timeline.newAfter === sequence) return;
    this.begin(this.app.room);
    this.isSeen = true;
    this.view.timeline.newAfter = sequence;
  }

  /** The messages are there: the line belongs before the first that was unread, whatever becomes of it. */
  settle(room) {
    const { timeline } = this.view;
    if (timeline.newAfter === null || !room.shows(timeline.newAfter)) return;
    const first = room.timeline.find((message) => room.reading.isUnread(message));
    timeline.newAfter = first ? first.sequence - 1 : null;
  }

  end() {
    this.isSeen = true;
    this.view.timeline.newAfter = null;
  }

  // Who was led far back by a link finds the way to what is new again at the end.
  draw(room) {
    const { scroller, timeline } = this.view;
    if (timeline.newLine && document.hasFocus() && !scroller.isAbove(timeline.newLine)) this.isSeen = true;
    setState(this.pill, { hidden: this.isSeen || timeline.newAfter === null || Boolean(room.stretch) });
    byId("to-new-word").textContent = `${capped(this.count)} new ${this.count === 1 ? "message" : "messages"}`;
  }

  // Escape closes what is open first; where nothing is, the room is read.
  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !this.app.room) return;
    if (document.querySelector("dialog[open], :popover-open")) return;
    this.view.markRead();
  }
}
