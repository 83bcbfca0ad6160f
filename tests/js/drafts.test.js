/** What is being written stays until it is sent or its writer goes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../static/js/store/drafts.js";

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
  setItem(key, value) {
    this.set(key, value);
  }
  removeItem(key) {
    this.delete(key);
  }
}

const DRAFT = { content: "soup", reply_to: "m1", off_record: true };

test("a draft and an edit under way are there after a reload", () => {
  const storage = new FakeStorage();
  new Drafts(storage, "alice").keep("kitchen", DRAFT);
  new Drafts(storage, "alice").keepEdit("kitchen", { message: "m2", content: "soups" });
  assert.deepEqual(new Drafts(storage, "alice").of("kitchen"), DRAFT);
  assert.deepEqual(new Drafts(storage, "alice").editIn("kitchen"), { message: "m2", content: "soups" });
  assert.equal(new Drafts(storage, "alice").of("garden").content, "");
  assert.equal(new Drafts(storage, "bob").of("kitchen").content, "");
});

test("what is empty or ended is not kept", () => {
  const storage = new FakeStorage();
  const drafts = new Drafts(storage, "alice");
  drafts.keep("kitchen", DRAFT);
  drafts.keep("kitchen", { content: "", reply_to: null, off_record: false });
  drafts.keepEdit("kitchen", { message: "m2", content: "soups" });
  drafts.keepEdit("kitchen", null);
  assert.equal(storage.size, 0);
});

test("who signs out leaves nothing, and others keep theirs", () => {
  const storage = new FakeStorage();
  ["alice", "bob"].forEach((user) => new Drafts(storage, user).keep("kitchen", DRAFT));
  new Drafts(storage, "alice").keepEdit("kitchen", { message: "m2", content: "soups" });
  new Drafts(storage, "alice").forget();
  assert.deepEqual([...storage.keys()], ["unafied.draft.bob.kitchen"]);
});

test("a storage that is full or broken loses nothing that is on the page", () => {
  const broken = { getItem: () => "{", setItem: () => { throw new Error("full"); } };
  const drafts = new Drafts(broken, "alice");
  drafts.keep("kitchen", DRAFT);
  assert.equal(drafts.of("kitchen").content, "");
  assert.equal(drafts.editIn("kitchen"), null);
});
