/** What somebody looked for lately: kept on this device only, latest first. */

const KEPT = 6;

export class Recent {
  /** @param {Storage} storage @param {string} me the user's id */
  constructor(storage, me) {
    this.storage = storage;
    this.key = `unafied.searches.${me}`;
  }

  get all() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(0, KEPT) : [];
    } catch {
      return [];
    }
  }

  add(text) {
    const others = this.all.filter((each) => each !== text && !text.startsWith(each));
    this.keep([text, ...others].slice(0, KEPT));
  }

  clear() {
    this.keep([]);
  }

  keep(searches) {
    try {
      this.storage.setItem(this.key, JSON.stringify(searches));
    } catch {
      // A full storage: nothing is remembered.
    }
  }
}
