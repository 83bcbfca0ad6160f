/**
 * One user's part of this browser's IndexedDB: values by kind and name. Whatever is asked may be refused: storage can
 * be forbidden, full, or gone meanwhile.
 */

const DATABASE = "unafied";
const STORE = "kept";

export class Disk {
  /** @param {string} me the user's id @param {IDBFactory} factory */
  constructor(me, factory = globalThis.indexedDB) {
    Object.assign(this, { me, factory, opening: null });
  }

  /** Everything that is kept, as `{kind, name, value}`. */
  async read() {
    const store = (await this.database()).transaction(STORE).objectStore(STORE);
    const [keys, values] = await Promise.all([answer(store.getAllKeys(this.mine)), answer(store.getAll(this.mine))]);
    return keys.map(([, kind, name], at) => ({ kind, name, value: values[at] }));
  }

  /** Keep a value, or with undefined none; resolves when it is kept. */
  write(kind, name, value) {
    const key = [this.me, kind, name];
    return this.change((store) => (value === undefined ? store.delete(key) : store.put(value, key)));
  }

  /** Keep nothing. */
  clear() {
    return this.change((store) => store.delete(this.mine));
  }

  // Opened once, however long that takes: what is to be written meanwhile waits.
  database() {
    this.opening ??= opened(this.factory);
    return this.opening;
  }

  // An array comes after every text.
  get mine() {
    return IDBKeyRange.bound([this.me], [this.me, []]);
  }

  async change(work) {
    const database = await this.database();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, "readwrite");
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(STORE));
      // Now, and not when the page finds the time: it may be about to go.
      transaction.commit?.();
    });
  }
}

async function opened(factory) {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await answer(request);
  database.onversionchange = () => database.close();
  return database;
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
