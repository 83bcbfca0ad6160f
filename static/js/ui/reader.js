/** Knows how far the reader has read, and tells the server: only what was on the screen of a page that is looked at. */

const PAUSE = 400;

export class Reader {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.turn = 0;
    this.timer = null;
    addEventListener("pagehide", () => this.tellAtOnce());
  }

  /** Somebody comes to a room, or takes it for read. */
  begin(room) {
    this.turn = room.reading.turn;
  }

  /** Whether one has set the mark back while the room is open: then it stays unread until one comes again. */
  isHeld(room) {
    return room.reading.turn !== this.turn;
  }

  /** Whether whatever comes now at the end of a room is read at once. */
  isReading(room) {
    const { app } = this;
    const isLookedAt = document.visibilityState === "visible" && document.hasFocus();
    return room === app.room && room.isLoaded && isLookedAt && !this.isHeld(room);
  }

  /** See what is on the screen, and tell of it soon. */
  look() {
    const { room } = this.app;
    if (!room || !this.isReading(room)) return;
    const sequence = this.seen(room);
    if (sequence > room.readSequence) this.app.store.read(room.id, sequence);
    if (room.reading.isUntold) this.timer ??= setTimeout(() => this.tell(), PAUSE);
  }

  /** Tell of everything that the server has not heard of, in whatever room: also after a break. */
  tell() {
    this.timer = null;
    return Promise.all(this.untold.map((room) => this.tellOf(room)));
  }

  seen(room) {
    // Who was led far back has not read what lies between.
    if ((room.stretch && !room.shows(room.readSequence)) || !this.app.view.isPlaced) return 0;
    if (this.app.view.scroller.isAtEnd) return room.end;
    const row = this.app.view.scroller.lastRead();
    return room.messages.get(row?.dataset.message)?.sequence ?? 0;
  }

  get untold() {
    return [...this.app.store.rooms.values()].filter((room) => room.reading.isUntold);
  }

  async tellOf(room) {
    try {
      const { sequence } = await this.app.request(markOf(room));
      room.reading.hear(sequence);
    } catch {
      // The next look tells it again, or hello.
    }
  }

  // The page goes: nobody waits for an answer.
  tellAtOnce() {
    clearTimeout(this.timer);
    this.timer = null;
    this.untold.forEach((room) => this.app.say(markOf(room)));
  }
}

function markOf({ id, reading }) {
  return { type: "read.mark", conversation: id, sequence: reading.sequence, turn: reading.turn };
}
