/** What is being written stays until it is sent or its writer goes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../static/js/store/drafts.js";
import { Vault } from "../../static/js/store/vault.js";
import { FakeDisk } from "./device.js";

const DRAFT = { content: "soup", reply_to: "m1", off_record: true };

test("a draft and an edit under way are there after a reload", async () => {
  const disk = new FakeDisk();
  const before = new Drafts(new Vault(disk));
  before.keep("kitchen", DRAFT);
  before.keepEdit("kitchen", { message: "m2", content: "soups" });
  const vault = new Vault(disk);
  await vault.load();
  const drafts = new Drafts(vault);
  assert.deepEqual(drafts.of("kitchen"), DRAFT);
  assert.deepEqual(drafts.editIn("kitchen"), { message: "m2", content: "soups" });
  assert.equal(drafts.of("garden").content, "");
});

test("what is empty or ended is not kept", () => {
  const disk = new FakeDisk();
  const drafts = new Drafts(new Vault(disk));
  drafts.keep("kitchen", DRAFT);
  drafts.keep("kitchen", { content: "", reply_to: null, off_record: false });
  drafts.keepEdit("kitchen", { message: "m2", content: "soups" });
  drafts.keepEdit("kitchen", null);
  assert.equal(disk.kept.size, 0);
  assert.equal(drafts.editIn("kitchen"), null);
});

test("a disk that refuses loses nothing that is on the page", () => {
  const drafts = new Drafts(new Vault(new FakeDisk({ isRefused: true })));
  drafts.keep("kitchen", DRAFT);
  assert.deepEqual(drafts.of("kitchen"), DRAFT);
});
