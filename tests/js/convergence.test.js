/** Whatever is lost, repeated or reordered on the way: the browser ends with what the server has. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Syncer } from "../../static/js/net/syncer.js";
import { Unanswered } from "../../static/js/net/unanswered.js";
import { Clock } from "./clock.js";
import { ALICE, BOB, dice, House, listed, opened, ROOM } from "./house.js";

const CHARLIE = { id: "charlie", display_name: "Charlie" };

for (let seed = 1; seed <= 300; seed += 1) {
  test(`any loss, repetition and order of events ends in the same state (${seed})`, async () => {
    const random = dice(seed);
    const clock = new Clock();
    const house = new House();
    const isOpened = seed % 2 === 0;
    const { store, room } = isOpened ? opened(house) : listed(house);
    const syncer = new Syncer({ store, request: (command) => flaky(random, house, command), timers: clock });
    store.listen(({ room: id }) => id && syncer.check(id));
    const underWay = [];
    const asked = [];
    for (let step = 0; step < 60; step += 1) {
      const event = anyChange(random, house) ?? anyMark(random, house);
      if (event && random() > 0.25) underWay.push(event);
      if (event && random() > 0.85) underWay.push(event);
      if (random() > 0.5 && underWay.length) store.apply(take(random, underWay));
      if (random() > 0.85) await clock.pass(random() * 700);
      if (random() > 0.93 && room.isLoaded) store.takeHistory(ROOM, house.history(room.oldest), room.oldest);
      if (random() > 0.9) asked.push({ revision: room.revision, at: 0 });
      if (random() > 0.8) asked.forEach((each) => (each.answer ??= house.members));
      if (random() > 0.8) takeAnswer(random, store, asked);
    }
    while (asked.length) takeAnswer(random, store, asked);
    while (underWay.length) store.apply(take(random, underWay));
    store.adopt(house.own);
    syncer.all();
    await clock.pass(120_000);
    assert.deepEqual(room.counts, { unread: house.unread, mentions: house.mentions });
    if (!room.isLoaded) store.takeHistory(ROOM, house.history(), null);
    assertSame(room, house);
  });
}

function assertSame(room, house) {
  assert.equal(room.revision, house.revision);
  assert.ok(!room.hasGap);
  const there = house.messages.filter((each) => each.sequence >= room.oldest);
  assert.deepEqual(room.timeline, there);
  assert.equal(room.noun.title, house.title);
  assert.equal(room.noun.pin_count, house.pins);
  assert.deepEqual(room.counts, { unread: house.unread, mentions: house.mentions });
  assert.deepEqual([room.readSequence, room.reading.turn], [house.read, house.turn]);
  assert.equal(room.noun.member_count, house.members.length);
  if (room.members) assert.deepEqual(names(room.members), names(house.members));
}

const names = (members) => members.map((each) => each.user.id).sort();

function anyChange(random, house) {
  const at = Math.floor(random() * house.messages.length);
  const pick = random();
  const call = ["", " @Alice", " @all"][Math.floor(random() * 5)] ?? "";
  if (pick < 0.5) return house.post(random() < 0.5 ? ALICE : BOB, `text ${house.revision}${call}`).event;
  if (pick < 0.7) return house.edit(at, `edited ${house.revision}${call}`);
  if (pick < 0.77) return house.delete(at);
  if (pick < 0.82) return house.pin(at);
  if (pick < 0.87) return house.rename(`Room ${house.revision}`);
  const isIn = house.members.some((each) => each.user.id === CHARLIE.id);
  return pick < 0.94 ? house.move(CHARLIE, isIn ? "left" : "joined") : null;
}

function anyMark(random, house) {
  const isBack = random() < 0.3;
  const sequence = Math.floor(random() * (isBack ? house.read : house.revision));
  return house.mark(isBack ? sequence : Math.max(sequence, house.read), house.turn + Number(isBack));
}

function take(random, underWay) {
  return underWay.splice(Math.floor(random() * underWay.length), 1)[0];
}

// The members, as they were at some time between the question and now.
function takeAnswer(random, store, asked) {
  if (!asked.length) return;
  const { answer, ...then } = take(random, asked);
  if (answer) store.takeMembers(ROOM, answer, then);
}

function flaky(random, house, { after }) {
  if (random() < 0.2) return Promise.reject(new Unanswered("timeout", "lost"));
  return Promise.resolve(house.sync(after));
}
