import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../../static/js/store/store.js";
import { ALICE, BOB, House, ROOM } from "./house.js";

const PAGE = 4;

/** A room with thirty messages, of which the last five are loaded. */
function longRoom() {
  const house = new House();
  for (let number = 1; number <= 30; number += 1) house.post(BOB, `m${number}`);
  const store = new Store(ALICE, () => 0);
  store.adopt(house.own);
  store.takeHistory(ROOM, house.history(), null);
  return { house, store, room: store.rooms.get(ROOM) };
}

function after(house, sequence) {
  const later = house.messages.filter((each) => each.sequence > sequence);
  return { results: later.slice(0, PAGE), more: later.length > PAGE };
}

const around = (house, store, sequence) =>
  store.takeAround(ROOM, house.history(sequence, PAGE), after(house, sequence - 1));

const shown = (room) => room.timeline.map((each) => each.sequence);

test("an old place is shown with what stands before and after it, and not with the latest", () => {
  const { house, store, room } = longRoom();
  around(house, store, 10);
  assert.deepEqual(shown(room), [6, 7, 8, 9, 10, 11, 12, 13]);
  assert.deepEqual(room.shown, { first: 6, hasOlder: true });
});

test("what is said meanwhile does not stand among old messages, and is not lost", () => {
  const { house, store, room } = longRoom();
  around(house, store, 10);
  store.apply(house.post(BOB, "news").event);
  assert.equal(shown(room).at(-1), 13);
  assert.equal(room.unread, 31);
  room.stretch = null;
  assert.deepEqual(shown(room), [26, 27, 28, 29, 30, 31]);
});

test("a stretch grows at both ends without a hole until it is the whole history", () => {
  const { house, store, room } = longRoom();
  around(house, store, 10);
  store.takeHistory(ROOM, house.history(6, PAGE), 6);
  assert.equal(shown(room)[0], 2);
  while (room.stretch) store.takeLater(ROOM, after(house, room.stretch.last));
  assert.deepEqual(
    shown(room),
    Array.from({ length: 29 }, (_, at) => at + 2),
  );
  store.apply(house.post(BOB, "news").event);
  assert.equal(shown(room).at(-1), 31);
});

test("a place so near that its page meets the latest just makes the history longer", () => {
  const { house, store, room } = longRoom();
  around(house, store, 24);
  assert.equal(room.stretch, null);
  assert.deepEqual(shown(room), [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
});

test("a reset of the room ends the stretch: nothing of it may be true any more", () => {
  const { house, store, room } = longRoom();
  around(house, store, 10);
  store.takePage(house.page(40, house.messages.slice(-5), { isReset: true }));
  assert.deepEqual(shown(room), [26, 27, 28, 29, 30]);
});

test("an edited message is shown as it is now, also far back", () => {
  const { house, store, room } = longRoom();
  around(house, store, 10);
  store.apply(house.edit(9, "better"));
  assert.equal(room.timeline.find((each) => each.sequence === 10).content, "better");
});
