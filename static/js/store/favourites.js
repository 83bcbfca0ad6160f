/** The emojis that one used last, and one's skin tone: kept on this device. */

import { EMOJIS } from "../text/emojis.js";

const PREFIX = "unafied.emojis.";
const KEPT = 16;

export class Favourites {
  /** @param {Storage} storage @param {string} me the user's id */
  constructor(storage, me) {
    Object.assign(this, { storage, key: PREFIX + me });
  }

  /** The emojis used last, the latest first, filled up with those that most people use. */
  get emojis() {
    return [...new Set([...this.kept.emojis, ...EMOJIS.map(([emoji]) => emoji)])].slice(0, KEPT);
  }

  /** A skin tone from 0 (none) to 5. */
  get tone() {
    return this.kept.tone;
  }

  set tone(tone) {
    this.keep({ ...this.kept, tone });
  }

  use(emoji) {
    const { emojis, tone } = this.kept;
    this.keep({ emojis: [...new Set([emoji, ...emojis])].slice(0, KEPT), tone });
  }

  get kept() {
    const empty = { emojis: [], tone: 0 };
    try {
      return { ...empty, ...JSON.parse(this.storage.getItem(this.key)) };
    } catch {
      return empty;
    }
  }

  keep(kept) {
    try {
      this.storage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // A full storage: the usual ones are shown then.
    }
  }
}
