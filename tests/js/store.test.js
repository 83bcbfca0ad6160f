import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../../static/js/store/store.js";
import { ALICE, BOB, House, listed, newMessage, opened, ROOM } from "./house.js";

const CHARLIE = { id: "charlie", display_name: "Charlie" };

test("one is told who listens once each time that listening begins, on whatever device", () => {
  const { store, room } = listed(new House());
  assert.ok(!room.isToBeTold, "nobody listens");
  const begins = (revision, listening_since) =>
    store.apply({
      type: "conversation.changed",
      conversation: ROOM,
      revision,
      state: { revision, listening: true, listening_since },
    });
  begins(room.revision + 1, "2026-01-01T10:00:00Z");
  assert.ok(room.isToBeTold);
  const own = { notifications: "all", agents_allowed: true, listening_told_at: "2026-01-01T10:00:05Z" };
  store.apply({ type: "switches.changed", conversation: ROOM, ...own });
  assert.ok(!room.isToBeTold);
  begins(room.revision + 9, "2026-01-02T10:00:00Z");
  assert.ok(room.isToBeTold);
});

test("a message is shown once, however often it is told", () => {
  const house = new House();
  const { store, room } = opened(house);
  const { event } = house.post(BOB);
  [event, event, event].forEach((each) => store.apply(each));
  assert.equal(room.timeline.length, 1);
  assert.equal(room.unread, 1);
});

test("of two states of a message the later one stays, whichever comes last", () => {
  const house = new House();
  const { store, room } = opened(house);
  const { event: posted } = house.post(BOB, "frist");
  const edited = house.edit(0, "first");
  [edited, posted].forEach((each) => store.apply(each));
  assert.equal(room.timeline[0].content, "first");
  assert.equal(room.revision, house.revision);
});

test("what comes from beyond a gap is shown at its place, and the gap is known until it is closed", () => {
  const house = new House();
  const { store, room } = opened(house);
  const [first, second, third] = ["a", "b", "c"].map((text) => house.post(BOB, text).event);
  store.apply(first);
  store.apply(third);
  assert.ok(room.hasGap);
  store.apply(second);
  assert.ok(!room.hasGap);
  assert.deepEqual(
    room.timeline.map((each) => each.content),
    ["a", "b", "c"],
  );
});

test("a changed switch is shown at once and asked about, since it may stand for something missed", () => {
  const house = new House();
  const { store, room } = opened(house);
  house.post(BOB, "nobody told Alice");
  store.apply({ type: "conversation.changed", conversation: ROOM, revision: house.revision, state: house.state });
  assert.ok(room.hasGap);
  store.takePage(house.sync(room.revision));
  assert.ok(!room.hasGap);
  assert.equal(room.timeline.length, 1);
});

test("an edit of a message from before the loaded history does not tear a hole into it", () => {
  const house = new House({ latest: 2 });
  ["a", "b", "c", "d"].forEach((text) => house.post(BOB, text));
  const { store, room } = opened(house);
  store.apply(house.edit(0, "a!"));
  assert.deepEqual(
    room.timeline.map((each) => each.content),
    ["c", "d"],
  );
  store.takeHistory(ROOM, house.history(room.oldest), room.oldest);
  assert.deepEqual(
    room.timeline.map((each) => each.content),
    ["a!", "b", "c", "d"],
  );
  assert.ok(!room.hasOlder);
});

test("a reset forgets what was shown, but not what was said since the page was made", () => {
  const house = new House({ farBehind: 2, latest: 2 });
  const { store, room } = opened(house);
  ["a", "b", "c", "d"].forEach((text) => house.post(BOB, text));
  const page = house.sync(0);
  assert.ok(page.reset);
  const told = [];
  store.listen(({ kind }) => told.push(kind));
  store.apply(house.post(BOB, "e").event);
  assert.ok(!told.includes("reset"));
  store.takePage(page);
  assert.ok(told.includes("reset"));
  assert.deepEqual(
    room.timeline.map((each) => each.content),
    ["c", "d", "e"],
  );
  assert.ok(!room.hasGap);
});

test("a server that went back in time is believed", () => {
  const house = new House();
  const { store, room } = opened(house);
  ["a", "b"].forEach((text) => store.apply(house.post(BOB, text).event));
  const older = new House();
  older.post(BOB, "restored");
  store.takePage(older.sync(room.revision));
  assert.deepEqual(
    room.timeline.map((each) => each.content),
    ["restored"],
  );
  assert.equal(room.revision, 1);
});

test("unread follows what is posted, deleted and read", () => {
  const house = new House();
  ["a", "b"].forEach((text) => house.post(BOB, text));
  const store = new Store(ALICE, () => 0);
  store.adopt(house.own);
  const room = store.rooms.get(ROOM);
  assert.equal(room.unread, 2);
  store.apply(house.post(BOB, "c").event);
  store.apply(house.post(ALICE, "mine").event);
  assert.equal(room.unread, 3);
  store.apply(house.delete(0));
  assert.equal(room.unread, house.unread);
  store.read(ROOM, house.revision);
  assert.equal(room.unread, 0);
});

test("somebody who types is said to until they post or fall silent", () => {
  let now = 0;
  const store = new Store(ALICE, () => now);
  const house = new House();
  store.adopt(house.own);
  store.apply({ type: "typing.started", conversation: ROOM, user: BOB });
  assert.deepEqual(store.typingIn(ROOM), ["Bob"]);
  now = 6_001;
  assert.deepEqual(store.typingIn(ROOM), []);
  store.apply({ type: "typing.started", conversation: ROOM, user: BOB });
  store.apply(house.post(BOB).event);
  assert.deepEqual(store.typingIn(ROOM), []);
});

test("an answer grows while it is written, until its message is there or it is given up", () => {
  let now = 0;
  const store = new Store(ALICE, () => now);
  const house = new House();
  store.adopt(house.own);
  const write = (text, id = "answer") => store.apply({ type: "answer.writing", conversation: ROOM, id, text });
  assert.equal(store.writingIn(ROOM), null);
  write("");
  assert.equal(store.writingIn(ROOM).text, "");
  write("You have");
  assert.equal(store.writingIn(ROOM).text, "You have");
  const { event } = house.post(null, "You have a free evening.", "answer");
  store.apply({ ...event, type: "recommendation.made" });
  assert.equal(store.writingIn(ROOM), null);
  write("You have a");
  assert.equal(store.writingIn(ROOM), null, "what comes late changes nothing");
  write("Another", "another answer");
  assert.equal(store.writingIn(ROOM).text, "Another");
  now = 15_001;
  assert.equal(store.writingIn(ROOM), null);
});

test("a list that knew of a coming does not count it again when it is told late", () => {
  const house = new House();
  const joined = house.move(CHARLIE, "joined");
  const { store, room } = listed(house);
  store.apply(joined);
  assert.equal(room.noun.member_count, 3);
});

test("a room that is only listed forgets what changed while nobody told", () => {
  const house = new House();
  const { store, room } = listed(house);
  store.apply(house.post(BOB, "frist").event);
  house.edit(0, "first");
  house.post(BOB, "second");
  store.adopt(house.own);
  assert.ok(!room.hasGap);
  assert.deepEqual(
    [...room.messages.values()].map((each) => each.content),
    ["second"],
  );
  assert.equal(room.unread, 2);
});

test("who came while the members were asked for is there, though the answer does not know it yet", () => {
  const house = new House();
  const { store } = opened(house);
  const asked = { revision: house.revision, at: store.now() };
  store.apply({ type: "presence.changed", online: [BOB.id], offline: [] });
  store.takeMembers(ROOM, house.members.map((each) => ({ ...each, online: false })), asked);
  assert.ok(store.online.has(BOB.id));
  store.takeMembers(ROOM, house.members.map((each) => ({ ...each, online: false })), { ...asked, at: store.now() + 1 });
  assert.ok(!store.online.has(BOB.id));
});

test("who is in a room that is only listed is asked anew once something was missed", () => {
  const house = new House();
  const { store, room } = listed(house);
  store.takeMembers(ROOM, house.members, { revision: house.revision, at: store.now() });
  store.adopt(house.own);
  assert.equal(room.members.length, 2);
  house.move(BOB, "left");
  store.adopt(house.own);
  assert.deepEqual([room.members, room.noun.member_count], [null, 1]);
});

test("being put out of a room takes it from the list", () => {
  const house = new House();
  const { store } = opened(house);
  store.apply(house.move(ALICE, "left"));
  assert.equal(store.rooms.size, 0);
});

test("an answer from before one was put out does not bring the room back, and one from after one came again does", () => {
  const house = new House();
  const { store } = opened(house);
  const before = house.own;
  store.apply(house.move(ALICE, "left"));
  store.adopt(before);
  assert.equal(store.rooms.size, 0);
  store.apply(house.move(ALICE, "joined"));
  store.adopt(house.own);
  assert.equal(store.rooms.size, 1);
});

test("an event of a room that is not known asks for it", () => {
  const store = new Store(ALICE);
  const asked = [];
  store.listen(({ kind, room }) => kind === "unknown" && asked.push(room));
  store.apply({ type: "message.posted", conversation: "elsewhere", revision: 1, message: newMessage(1, BOB) });
  assert.deepEqual(asked, ["elsewhere"]);
});

test("who came or went while the members were asked for has come or gone, whether or not the answer knew of it", () => {
  const house = new House();
  const { store, room } = opened(house);
  const asked = { revision: house.revision, at: store.now() };
  const before = house.members;
  store.apply(house.move(CHARLIE, "joined"));
  const between = house.members;
  store.apply(house.move(BOB, "left"));
  for (const answer of [before, between, house.members]) {
    store.takeMembers(ROOM, answer, asked);
    assert.deepEqual(
      room.members.map((each) => each.user.id),
      ["alice", "charlie"],
    );
    assert.equal(room.noun.member_count, 2);
  }
});

test("who is in the answer already is not counted again when it is told that they came", () => {
  const house = new House();
  const { store, room } = opened(house);
  const asked = { revision: house.revision, at: store.now() };
  const joined = house.move(CHARLIE, "joined");
  store.takeMembers(ROOM, house.members, asked);
  store.apply(joined);
  assert.deepEqual([room.members.length, room.noun.member_count], [3, 3]);
});

test("an answer that was overtaken by a later one changes nothing", () => {
  const house = new House();
  const { store, room } = opened(house);
  const first = { members: house.members, revision: house.revision, at: store.now() };
  store.apply(house.move(BOB, "left"));
  store.takeMembers(ROOM, house.members, { revision: room.revision, at: store.now() });
  store.takeMembers(ROOM, first.members, first);
  assert.deepEqual([room.members.length, room.noun.member_count], [1, 1]);
});
