/** However long a room is, only so much of it is kept, and nothing shown has a hole. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../../static/js/store/store.js";
import { cut, keepLatest, MOST } from "../../static/js/store/window.js";
import { ALICE, BOB, dice, House, ROOM } from "./house.js";

const PAGE = 50;

function longRoom(length = 1_000) {
  const house = new House({ latest: PAGE });
  for (let number = 1; number <= length; number += 1) house.post(BOB, `m${number}`);
  house.mark(length);
  const store = new Store(ALICE, () => 0);
  store.adopt(house.own);
  store.takeHistory(ROOM, house.history(), null);
  return { house, store, room: store.rooms.get(ROOM) };
}

function older({ house, store, room }) {
  const { first } = room.shown;
  store.takeHistory(ROOM, house.history(first, PAGE), first);
}

function later({ house, store, room }) {
  const after = house.messages.filter((each) => each.sequence > room.stretch.last);
  store.takeLater(ROOM, { results: after.slice(0, PAGE), more: after.length > PAGE });
}

const shown = (room) => room.timeline.map((each) => each.sequence);

function isWhole(room, house) {
  const sequences = shown(room);
  const truth = house.messages.map((each) => each.sequence);
  const from = truth.indexOf(sequences[0]);
  return sequences.every((sequence, at) => sequence === truth[from + at]);
}

test("scrolling up to the beginning and back down keeps a bounded part, without a hole", () => {
  const all = longRoom();
  const { house, store, room } = all;
  let most = 0;
  const look = (isAtEnd) => {
    store.keepLess(room, () => cut(room, { isAtEnd }));
    most = Math.max(most, room.messages.size);
    assert.ok(isWhole(room, house));
    assert.ok(room.timeline.length <= MOST);
  };
  while (room.shown.hasOlder) older(all), look(true);
  assert.deepEqual([shown(room)[0], room.stretch.last], [1, MOST]);
  while (room.stretch) later(all), look(false);
  assert.equal(shown(room).at(-1), 1_000);
  assert.ok(most <= 2 * MOST, `${most} were kept`);
});

test("talk that goes on for hours leaves the latest of it", () => {
  const { house, store, room } = longRoom(10);
  for (let number = 0; number < 2_000; number += 1) {
    store.apply(house.post(BOB, "more").event);
    store.read(ROOM, house.revision);
    store.keepLess(room, () => cut(room, { isAtEnd: false }));
  }
  assert.ok(room.messages.size <= MOST);
  assert.deepEqual([shown(room).at(-1), isWhole(room, house), room.shown.hasOlder], [2_010, true, true]);
});

test("the way back to the latest is short: a page of it stays, and what is said meanwhile", () => {
  const all = longRoom();
  const { house, store, room } = all;
  for (let page = 0; page < 8; page += 1) older(all), store.keepLess(room, () => cut(room, { isAtEnd: true }));
  store.apply(house.post(BOB, "news").event);
  assert.ok(shown(room).at(-1) < 951);
  room.stretch = null;
  assert.deepEqual([shown(room)[0], shown(room).at(-1), isWhole(room, house)], [951, 1_001, true]);
});

test("what is quoted stays, with what was changed of it", () => {
  const { house, store, room } = longRoom(400);
  const { event } = house.post(BOB, "see there");
  event.message.reply_to = "m1";
  store.apply(event);
  store.takeMessage(house.messages[0]);
  store.apply(house.edit(0, "better"));
  store.takeMessage(house.messages[1]);
  store.keepLess(room, () => cut(room, { most: 40, isAtEnd: false }));
  assert.equal(room.messages.get("m1").content, "better");
  assert.ok(!room.messages.has("m2"));
});

test("unread that is no longer here is counted by the server", () => {
  const { house, store, room } = longRoom(10);
  const asked = [];
  store.listen(({ kind }) => kind === "doubt" && asked.push(kind));
  store.apply(house.post(BOB, "@Alice").event);
  for (let number = 0; number < 400; number += 1) store.apply(house.post(BOB, "more").event);
  store.keepLess(room, () => cut(room, { isAtEnd: false }));
  assert.equal(asked.length, 1);
  store.adopt(house.own);
  assert.deepEqual(room.counts, { unread: 100, mentions: 1 });
});

test("rooms that nobody looks at don't grow, whether they were opened or not", () => {
  for (const isOpened of [true, false]) {
    const house = new House({ latest: PAGE });
    const store = new Store(ALICE, () => 0);
    store.adopt(house.own);
    const room = store.rooms.get(ROOM);
    if (isOpened) store.takeHistory(ROOM, house.history(), null);
    for (let number = 0; number < 1_000; number += 1) {
      store.apply(house.post(BOB, "more").event);
      store.keepLess(room, keepLatest);
    }
    assert.ok(room.messages.size <= MOST);
    assert.equal(room.last.sequence, 1_000);
    store.adopt(house.own);
    assert.equal(room.unread, 100);
  }
});

test("a page that was asked for before one went elsewhere leaves no hole", () => {
  const { house, store, room } = longRoom();
  const page = house.history(500, PAGE);
  store.takeHistory(ROOM, page, 500);
  assert.deepEqual([shown(room)[0], isWhole(room, house)], [951, true]);
});

for (let seed = 1; seed <= 30; seed += 1) {
  test(`wherever one wanders while others talk, what is shown is as it is (${seed})`, () => {
    const random = dice(seed);
    const all = longRoom(600);
    const { house, store, room } = all;
    const acts = [
      () => room.shown.hasOlder && older(all),
      () => room.stretch && later(all),
      () => store.apply(house.post(BOB, "more").event),
      () => store.apply(house.edit(Math.floor(random() * house.messages.length), `better ${random()}`)),
      () => random() < 0.1 && (room.stretch = null),
    ];
    for (let turn = 0; turn < 300; turn += 1) {
      acts[Math.floor(random() * acts.length)]();
      store.keepLess(room, () => cut(room, { isAtEnd: random() < 0.5 }));
      const truth = new Map(house.messages.map((each) => [each.id, each.revision]));
      assert.ok(isWhole(room, house) && room.messages.size <= 2 * MOST + PAGE);
      room.timeline.forEach(({ id, revision }) => assert.equal(revision, truth.get(id)));
    }
  });
}
