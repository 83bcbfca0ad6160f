/** Who of several people of one name is meant, as they were chosen while a text was written. Pure. */

export class Meant {
  constructor() {
    this.chosen = new Map();
  }

  /** Somebody was chosen by a name that others have too. */
  choose(name, id) {
    const key = `@${name.toLowerCase()}`;
    this.chosen.set(key, new Set(this.chosen.get(key)).add(id));
  }

  /** Those whose name is in a text that is sent now; the next text begins anew. */
  takeFor(content) {
    const text = content.toLowerCase();
    const those = [...this.chosen].filter(([name]) => text.includes(name)).flatMap(([, ids]) => [...ids]);
    this.chosen.clear();
    return those;
  }
}
