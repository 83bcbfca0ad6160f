import assert from "node:assert/strict";
import { test } from "node:test";

import { Sender } from "../../static/js/net/sender.js";
import { Unanswered } from "../../static/js/net/unanswered.js";
import { Outbox } from "../../static/js/store/outbox.js";
import { Store } from "../../static/js/store/store.js";
import { Clock } from "./clock.js";
import { ALICE, dice, House, ROOM } from "./house.js";

class FakeStorage {
  constructor() {
    this.kept = new Map();
  }

  get length() {
    return this.kept.size;
  }

  key(at) {
    return [...this.kept.keys()][at];
  }

  getItem(key) {
    return this.kept.get(key) ?? null;
  }

  setItem(key, value) {
    this.kept.set(key, value);
  }

  removeItem(key) {
    this.kept.delete(key);
  }
}

function desk(answer, storage = new FakeStorage()) {
  const clock = new Clock();
  const house = new House();
  const store = new Store(ALICE, () => 0);
  store.adopt(house.own);
  store.takeHistory(ROOM, house.history(), null);
  const outbox = new Outbox(storage, ALICE.id);
  const request = (command) => answer(command, house);
  return { clock, house, store, outbox, storage, sender: new Sender({ outbox, store, request, timers: clock }) };
}

function write(outbox, ...texts) {
  texts.forEach((content, at) =>
    outbox.add({ client_id: `u${at}`, conversation: ROOM, content, created_at: `2026-07-01T12:00:0${at}Z` }),
  );
}

async function deliver(command, house) {
  return { type: "ack", message: house.post(ALICE, command.content, command.client_id).message };
}

const said = (house) => house.messages.map((each) => each.content);

test("what is written is sent in its order and leaves the outbox", async () => {
  const { clock, house, outbox, sender, store } = desk(deliver);
  write(outbox, "a", "b", "c");
  sender.flush();
  await clock.pass(0);
  assert.deepEqual(said(house), ["a", "b", "c"]);
  assert.deepEqual(outbox.of(ROOM), []);
  assert.equal(store.rooms.get(ROOM).timeline.length, 3);
});

test("flushing while an answer is awaited sends nothing twice", async () => {
  const asked = [];
  const { clock, outbox, sender } = desk((command, house) => {
    asked.push(command.content);
    return deliver(command, house);
  });
  write(outbox, "a", "b");
  sender.flush();
  sender.flush();
  await clock.pass(0);
  assert.deepEqual(asked, ["a", "b"]);
});

test("what may succeed later is tried again when the server said", async () => {
  let tries = 0;
  const slow = async (command, house) => {
    tries += 1;
    if (tries === 1) throw new Unanswered("rate_limited", "Slower.", { retryAfter: 3 });
    return deliver(command, house);
  };
  const { clock, house, outbox, sender } = desk(slow);
  write(outbox, "a", "b");
  sender.flush();
  await clock.pass(2_900);
  assert.deepEqual(said(house), []);
  await clock.pass(200);
  assert.deepEqual(said(house), ["a", "b"]);
});

test("what was refused is kept, says why, and holds up nothing", async () => {
  const picky = async (command, house) => {
    if (command.content === "bad") throw new Unanswered("too_long", "It is too long.");
    return deliver(command, house);
  };
  const { clock, house, outbox, sender } = desk(picky);
  write(outbox, "bad", "good");
  sender.flush();
  await clock.pass(0);
  assert.deepEqual(said(house), ["good"]);
  const [kept] = outbox.of(ROOM);
  assert.deepEqual([kept.content, kept.state, kept.detail], ["bad", "failed", "It is too long."]);
});

test("the outbox survives the page, one person's apart from another's", () => {
  const { outbox, storage } = desk(deliver);
  write(outbox, "a", "b");
  outbox.fail("u1", "Refused.");
  const later = new Outbox(storage, ALICE.id);
  assert.deepEqual(later.of(ROOM), outbox.of(ROOM));
  assert.deepEqual(new Outbox(storage, "bob").of(ROOM), []);
});

test("a storage with nonsense in it, or a full one, stops nobody", () => {
  const storage = new FakeStorage();
  storage.setItem("unafied.outbox.alice.x", "{nonsense");
  storage.setItem = () => {
    throw new Error("full");
  };
  const { outbox } = desk(deliver, storage);
  write(outbox, "a");
  assert.equal(outbox.of(ROOM).length, 1);
});

test("what another tab has sent is gone from here", () => {
  const { outbox } = desk(deliver);
  write(outbox, "a");
  outbox.changedElsewhere("unafied.outbox.alice.u0", null);
  assert.deepEqual(outbox.of(ROOM), []);
});

for (let seed = 1; seed <= 100; seed += 1) {
  test(`however answers get lost, each message is there once and in its order (${seed})`, async () => {
    const random = dice(seed);
    const lossy = async (command, house) => {
      if (random() < 0.3) throw new Unanswered("offline", "Never arrived.");
      const ack = await deliver(command, house);
      if (random() < 0.3) throw new Unanswered("timeout", "Arrived, but the answer did not.");
      return ack;
    };
    const { clock, house, outbox, sender } = desk(lossy);
    write(outbox, "a", "b", "c", "d", "e");
    for (let turn = 0; turn < 5; turn += 1) {
      sender.flush();
      await clock.pass(random() * 3_000);
    }
    await clock.pass(600_000);
    assert.deepEqual(said(house), ["a", "b", "c", "d", "e"]);
    assert.deepEqual(outbox.of(ROOM), []);
  });
}
