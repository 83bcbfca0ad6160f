/** Knows how far the reader has read, and tells the server: only what was on the screen of a page that is looked at. */

const PAUSE = 400;

export class Reader {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.told = new Map();
    this.timer = null;
  }

  /** See what is on the screen, and tell of it soon. */
  look() {
    const { room, app } = { room: this.app.room, app: this.app };
    if (!room?.isLoaded || document.visibilityState !== "visible" || !document.hasFocus()) return;
    const sequence = this.seen(room);
    if (sequence > room.readSequence) app.store.read(room.id, sequence);
    if (room.readSequence > (this.told.get(room.id) ?? 0)) this.timer ??= setTimeout(() => this.tell(), PAUSE);
  }

  /** After a break: the server may not have heard. */
  retell() {
    this.told.clear();
    this.look();
  }

  seen(room) {
    // Who was led far back has not read what lies between.
    if (room.stretch || !this.app.view.isPlaced) return 0;
    if (this.app.view.scroller.isAtEnd) return room.end;
    const row = this.app.view.scroller.lastRead();
    return room.messages.get(row?.dataset.message)?.sequence ?? 0;
  }

  async tell() {
    this.timer = null;
    const { room } = this.app;
    if (!room) return;
    const sequence = room.readSequence;
    try {
      await this.app.request({ type: "read.mark", conversation: room.id, sequence });
      this.told.set(room.id, sequence);
    } catch {
      // Hello makes it known again.
    }
  }
}
