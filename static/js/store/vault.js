/**
 * What this device keeps for one user, by kind and name. It is read from memory, written behind, and told to the other
 * tabs. Where storage is refused it lives as long as the page: nothing waits for it, and nothing fails for it.
 */

import { Disk } from "./disk.js";

const PATIENCE = 2_000;
/** Who leaves a device waits longer, rather than leave something behind. */
const PATIENCE_TO_FORGET = 20_000;
/** Where older pages kept the same, in localStorage. */
const OLD = { "unafied.outbox.": "outbox", "unafied.draft.": "draft" };

/** The vault of a user in this browser, with all that is kept in it. */
export async function openVault(me) {
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`unafied.vault.${me}`) : null;
  const vault = new Vault(new Disk(me), channel);
  await vault.load();
  await vault.moveIn(me, localStorage).catch(() => {});
  return vault;
}

export class Vault {
  /** @param {Disk} disk @param {?BroadcastChannel} channel to the other tabs @param {{setTimeout: Function}} timers */
  constructor(disk, channel = null, timers = globalThis) {
    Object.assign(this, { disk, channel, timers, kinds: new Map(), listeners: [] });
    channel?.addEventListener("message", ({ data }) => this.told(data));
  }

  /** Read what is kept; what came to be known meanwhile is newer. */
  async load() {
    const kept = await this.inTime(this.disk.read()).catch(() => []);
    kept.filter(({ kind, name }) => !this.of(kind).has(name)).forEach((each) => this.set(each));
  }

  /** The value of a name, undefined without. */
  get(kind, name) {
    return this.of(kind).get(name);
  }

  /** All values of a kind. */
  all(kind) {
    return [...this.of(kind).values()].filter((value) => value !== undefined);
  }

  /** Keep a value, or with undefined none; resolves with whether it will be there after a reload. */
  put(kind, name, value) {
    this.set({ kind, name, value });
    this.channel?.postMessage({ kind, name, value });
    return this.kept(() => this.disk.write(kind, name, value));
  }

  /** Keep nothing any more, in no tab; resolves with whether the disk has forgotten it too. */
  forget() {
    this.kinds.clear();
    this.channel?.postMessage(null);
    return this.kept(() => this.disk.clear(), PATIENCE_TO_FORGET);
  }

  /** Hear what other tabs changed, as `{kind, name, value}`. */
  listen(listener) {
    this.listeners.push(listener);
  }

  /** Move here what an older page left in a storage of texts. */
  async moveIn(me, storage) {
    const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at));
    for (const [prefix, kind] of Object.entries(OLD)) {
      const mine = keys.filter((key) => key.startsWith(`${prefix}${me}.`));
      for (const key of mine) await this.moveOne(storage, key, kind, key.slice(`${prefix}${me}.`.length));
    }
  }

  async moveOne(storage, key, kind, name) {
    const value = parsed(storage.getItem(key));
    const isMoved = !value || this.of(kind).has(name) || (await this.put(kind, name, value));
    if (isMoved) storage.removeItem(key);
  }

  told(change) {
    if (!change) return this.kinds.clear();
    this.set(change);
    return this.listeners.forEach((listener) => listener(change));
  }

  // What is gone leaves its name behind, so that a late reading does not bring it back.
  set({ kind, name, value }) {
    this.of(kind).set(name, value);
  }

  of(kind) {
    if (!this.kinds.has(kind)) this.kinds.set(kind, new Map());
    return this.kinds.get(kind);
  }

  async kept(work, patience = PATIENCE) {
    try {
      await this.inTime(work(), patience);
      return true;
    } catch {
      return false;
    }
  }

  inTime(work, patience = PATIENCE) {
    const late = new Promise((_, reject) => this.timers.setTimeout(() => reject(new Error("late")), patience));
    return Promise.race([work, late]);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
