/** What a device keeps: over reloads, in all tabs, and nothing after signing out. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Disk } from "../../static/js/store/disk.js";
import { Vault } from "../../static/js/store/vault.js";
import { Clock } from "./clock.js";
import { FakeDisk, tabs } from "./device.js";

class FakeStorage extends Map {
  get length() {
    return this.size;
  }
  key(at) {
    return [...this.keys()][at];
  }
  getItem(key) {
    return this.get(key) ?? null;
  }
  removeItem(key) {
    this.delete(key);
  }
}

const left = () =>
  new FakeStorage([
    ["unafied.outbox.alice.u1", '{"client_id":"u1","conversation":"kitchen"}'],
    ["unafied.draft.alice.kitchen", '{"content":"soup"}'],
    ["unafied.draft.alice.garden", "{nonsense"],
    ["unafied.draft.bob.kitchen", '{"content":"salad"}'],
  ]);

test("what an older page left is moved in once, and only one's own", async () => {
  const [storage, disk] = [left(), new FakeDisk()];
  const vault = new Vault(disk);
  await vault.moveIn("alice", storage);
  assert.equal(vault.get("outbox", "u1").conversation, "kitchen");
  assert.equal(vault.get("draft", "kitchen").content, "soup");
  assert.deepEqual([...storage.keys()], ["unafied.draft.bob.kitchen"]);
  assert.equal(disk.kept.size, 2);
});

test("what is in the vault already is newer than what an older page left", async () => {
  const vault = new Vault(new FakeDisk());
  vault.put("draft", "kitchen", { content: "stew" });
  await vault.moveIn("alice", left());
  assert.equal(vault.get("draft", "kitchen").content, "stew");
});

test("where the disk refuses, what was left stays where it is, and is known all the same", async () => {
  const storage = left();
  const vault = new Vault(new FakeDisk({ isRefused: true }));
  await vault.load();
  await vault.moveIn("alice", storage);
  assert.equal(vault.get("draft", "kitchen").content, "soup");
  assert.ok(storage.has("unafied.outbox.alice.u1"));
});

test("a disk that never answers keeps nobody waiting for long", async () => {
  const clock = new Clock();
  const vault = new Vault({ read: () => new Promise(() => {}) }, null, clock);
  let isLoaded = false;
  vault.load().then(() => (isLoaded = true));
  await clock.pass(1_900);
  assert.ok(!isLoaded);
  await clock.pass(200);
  assert.ok(isLoaded);
});

test("what another tab says while the disk is read is newer than what is read", async () => {
  const [one, other] = tabs(2);
  await one.put("draft", "kitchen", { content: "old" });
  await one.put("draft", "garden", { content: "old" });
  const loading = other.load();
  one.put("draft", "kitchen", { content: "new" });
  one.put("draft", "garden", undefined);
  await loading;
  assert.deepEqual(other.all("draft"), [{ content: "new" }]);
});

test("who signs out leaves nothing, neither on the disk nor in another tab", async () => {
  const [one, other] = tabs(2);
  await one.put("draft", "kitchen", { content: "soup" });
  await other.forget();
  assert.deepEqual([one.all("draft"), other.all("draft")], [[], []]);
  assert.equal(one.disk.kept.size, 0);
});

test("who signs out waits for a slow disk, and not for ever for one that hangs", async () => {
  const clock = new Clock();
  const slow = { clear: () => new Promise((done) => clock.setTimeout(done, 5_000)) };
  let isForgotten = null;
  new Vault(slow, null, clock).forget().then((answer) => (isForgotten = answer));
  await clock.pass(4_900);
  assert.equal(isForgotten, null);
  await clock.pass(200);
  assert.equal(isForgotten, true);
  new Vault({ clear: () => new Promise(() => {}) }, null, clock).forget().then((answer) => (isForgotten = answer));
  await clock.pass(20_100);
  assert.equal(isForgotten, false);
});

test("a disk that is slow to open is cleared once it is open", async () => {
  const [cleared, opening] = [[], {}];
  const transaction = { objectStore: () => ({ delete: (range) => cleared.push(range) }), commit: () => transaction.oncomplete() };
  globalThis.IDBKeyRange = { bound: (from) => from };
  const vault = new Vault(new Disk("alice", { open: () => opening }));
  const forgotten = vault.forget();
  opening.result = { transaction: () => transaction };
  setTimeout(() => opening.onsuccess());
  assert.equal(await forgotten, true);
  assert.deepEqual(cleared, [["alice"]]);
});
