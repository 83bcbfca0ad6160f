/** Whoever leaves a device leaves nothing on it, and takes nothing of others. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { leaveDevice } from "../../static/js/store/leaving.js";
import { Vault } from "../../static/js/store/vault.js";
import { FakeDisk } from "./device.js";

class FakeStorage {
  removeItem(key) {
    delete this[key];
  }
}

test("what one wrote, looked for and chose is gone, and nothing else", async () => {
  const storage = Object.assign(new FakeStorage(), {
    "unafied.searches.alice": "[]",
    "unafied.emojis.alice": "{}",
    "unafied.desktop.alice": "on",
    "unafied.draft.alice.kitchen": "{}",
    "unafied.searches.bob": "[]",
    "unafied.single-keys": "off",
    alice: "of another page",
  });
  const vault = new Vault(new FakeDisk());
  vault.put("draft", "kitchen", { content: "soup" });
  await leaveDevice("alice", vault, storage);
  assert.equal(vault.disk.kept.size, 0);
  assert.deepEqual(Object.keys(storage), ["unafied.searches.bob", "unafied.single-keys", "alice"]);
});
