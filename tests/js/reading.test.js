import assert from "node:assert/strict";
import { test } from "node:test";

import { attentionOf, sum } from "../../static/js/store/attention.js";
import { ALICE, BOB, House, listed, ROOM } from "./house.js";

test("who is called by name or with everybody is told apart from what is merely unread", () => {
  const house = new House();
  const { store, room } = listed(house);
  ["hello", "@Alice", "@all"].forEach((text) => store.apply(house.post(BOB, text).event));
  store.apply(house.post(ALICE, "@Alice @all").event);
  assert.deepEqual(room.counts, { unread: 3, mentions: 2 });
});

test("a mark that another device set back is taken, and the late one before it is not", () => {
  const house = new House();
  const { store, room } = listed(house);
  ["a", "@Alice", "c"].forEach((text) => store.apply(house.post(BOB, text).event));
  const read = house.mark(3);
  store.apply(read);
  assert.deepEqual(room.counts, { unread: 0, mentions: 0 });
  store.apply(house.mark(1, 1));
  assert.deepEqual([room.readSequence, room.counts], [1, { unread: 2, mentions: 1 }]);
  store.apply(read);
  assert.deepEqual([room.readSequence, room.counts], [1, { unread: 2, mentions: 1 }]);
});

test("counts that come out of order don't stick", () => {
  const house = new House();
  ["a", "b", "c"].forEach((text) => house.post(BOB, text));
  const { store, room } = listed(house);
  const [first, second] = [house.mark(1), house.mark(3)];
  store.apply(second);
  store.apply(first);
  assert.deepEqual([room.readSequence, room.unread], [3, 0]);
});

test("what the server counted already is not counted again when it is told late", () => {
  const house = new House();
  const { store, room } = listed(house);
  const { event } = house.post(BOB, "@Alice");
  store.apply(house.mark(0));
  assert.deepEqual(room.counts, { unread: 1, mentions: 1 });
  store.apply(event);
  assert.deepEqual(room.counts, { unread: 1, mentions: 1 });
});

test("everything read elsewhere is read here", () => {
  const house = new House();
  ["a", "@Alice"].forEach((text) => house.post(BOB, text));
  const { store, room } = listed(house);
  const marks = [{ conversation: ROOM, sequence: 2, turn: 0 }];
  store.apply({ type: "read.all_marked", user: ALICE.id, marks });
  assert.deepEqual(room.counts, { unread: 0, mentions: 0 });
  store.apply(house.post(BOB, "and on").event);
  assert.deepEqual(room.counts, { unread: 1, mentions: 0 });
});

test("a change of a message that is not known asks the server whether a mention went", () => {
  const house = new House();
  ["@Alice", "b"].forEach((text) => house.post(BOB, text));
  const { store, room } = listed(house);
  const asked = [];
  store.listen(({ kind, room: id }) => kind === "doubt" && asked.push(id));
  store.apply(house.delete(0));
  assert.deepEqual(asked, [ROOM]);
  store.adopt(house.own);
  assert.deepEqual([room.counts, room.isCountInDoubt], [{ unread: 1, mentions: 0 }, false]);
});

test("a reaction to a message that is known, or where nobody is called, asks nothing", () => {
  const house = new House();
  house.post(BOB, "not known");
  const { store } = listed(house);
  const asked = [];
  store.listen(({ kind, room: id }) => kind === "doubt" && asked.push(id));
  store.apply(house.edit(0, "nobody called"));
  store.apply(house.post(BOB, "@Alice").event);
  store.apply(house.mark(0));
  store.apply(house.edit(1, "@Alice!"));
  assert.deepEqual(asked, []);
});

test("what one has read the server is told until it says so", () => {
  const house = new House();
  house.post(BOB);
  const { store, room } = listed(house);
  assert.ok(!room.reading.isUntold);
  store.read(ROOM, 1);
  assert.ok(room.reading.isUntold);
  store.adopt(house.own);
  assert.ok(room.reading.isUntold, "hello does not take back what is read");
  store.apply(house.mark(1));
  assert.ok(!room.reading.isUntold);
});

for (const [notifications, kind, expected] of [
  ["all", "group", { isUnread: true, calls: 1 }],
  ["mentions", "group", { isUnread: true, calls: 1 }],
  ["nothing", "group", { isUnread: false, calls: 0 }],
  ["all", "direct", { isUnread: true, calls: 2 }],
  ["mentions", "direct", { isUnread: true, calls: 1 }],
]) {
  test(`in a ${kind} room of which one wants to hear ${notifications}, that much asks for attention`, () => {
    const house = new House();
    ["a", "@Alice"].forEach((text) => house.post(BOB, text));
    const { room } = listed(house);
    room.noun = { ...room.noun, notifications, kind };
    assert.deepEqual(attentionOf(room), expected);
  });
}

test("without a call, only who wants to hear all is told that something is unread", () => {
  const house = new House();
  house.post(BOB, "a");
  const { room } = listed(house);
  const told = ["all", "mentions"].map((notifications) => {
    room.noun = { ...room.noun, notifications };
    return attentionOf(room);
  });
  assert.deepEqual(told, [
    { isUnread: true, calls: 0 },
    { isUnread: false, calls: 0 },
  ]);
  assert.deepEqual(sum([...told, { isUnread: true, calls: 3 }]), { isUnread: true, calls: 3 });
});
