import assert from "node:assert/strict";
import { test } from "node:test";

import { Sender } from "../../static/js/net/sender.js";
import { Unanswered } from "../../static/js/net/unanswered.js";
import { Outbox } from "../../static/js/store/outbox.js";
import { Store } from "../../static/js/store/store.js";
import { Vault } from "../../static/js/store/vault.js";
import { Clock } from "./clock.js";
import { FakeDisk, Locks, tabs } from "./device.js";
import { ALICE, dice, House, ROOM } from "./house.js";

function desk(answer, { vault = new Vault(new FakeDisk()), clock = new Clock(), house = new House(), locks } = {}) {
  const store = new Store(ALICE, () => 0);
  store.adopt(house.own);
  store.takeHistory(ROOM, house.history(), null);
  const outbox = new Outbox(vault);
  const request = (command) => answer(command, house);
  return { clock, house, store, outbox, sender: new Sender({ outbox, store, request, locks, timers: clock }) };
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

test("what arrived is sent, even where showing it goes wrong", async (test) => {
  const faults = test.mock.method(console, "error", () => {});
  const { clock, house, outbox, sender, store } = desk(deliver);
  store.listen(({ kind }) => {
    if (kind === "messages") throw new Error("cannot draw");
  });
  write(outbox, "a", "b");
  sender.flush();
  await clock.pass(0);
  assert.deepEqual([said(house), outbox.of(ROOM)], [["a", "b"], []]);
  assert.equal(faults.mock.callCount(), 2);
});

test("what was written for a room that one is no longer in is told apart", () => {
  const { outbox, store } = desk(deliver);
  write(outbox, "a");
  assert.deepEqual(outbox.outside(store.rooms), []);
  store.remove(ROOM);
  assert.deepEqual(outbox.outside(store.rooms), outbox.of(ROOM));
});

test("the outbox survives the page, in its order, one person's apart from another's", async () => {
  const disk = new FakeDisk();
  const { outbox } = desk(deliver, { vault: new Vault(disk) });
  const entry = { conversation: ROOM, created_at: "2026-07-01T12:00:00.000Z" };
  ["u9", "u5", "u7"].forEach((client_id) => outbox.add({ ...entry, client_id, content: client_id }));
  outbox.fail("u5", "Refused.");
  const later = new Vault(disk);
  await later.load();
  assert.deepEqual(new Outbox(later).of(ROOM), outbox.of(ROOM));
  assert.deepEqual(
    outbox.of(ROOM).map((each) => each.client_id),
    ["u9", "u5", "u7"],
  );
  const bobs = new Vault(new FakeDisk());
  await bobs.load();
  assert.deepEqual(new Outbox(bobs).of(ROOM), []);
});

test("a disk that refuses stops nobody", async () => {
  const { clock, house, outbox, sender } = desk(deliver, { vault: new Vault(new FakeDisk({ isRefused: true })) });
  write(outbox, "a");
  sender.flush();
  await clock.pass(0);
  assert.deepEqual([said(house), outbox.of(ROOM)], [["a"], []]);
});

test("what one tab wrote another one may send, and both send it once", async () => {
  const asked = [];
  const answer = async (command, house) => {
    asked.push(command.content);
    return deliver(command, house);
  };
  const [clock, house, locks] = [new Clock(), new House(), new Locks()];
  const [one, other] = tabs(2).map((vault) => desk(answer, { vault, clock, house, locks }));
  write(one.outbox, "a", "b", "c");
  assert.equal(other.outbox.of(ROOM).length, 3);
  one.sender.flush();
  other.sender.flush();
  await clock.pass(60_000);
  assert.deepEqual([asked, said(house)], [["a", "b", "c"], ["a", "b", "c"]]);
  assert.deepEqual([one.outbox.of(ROOM), other.outbox.of(ROOM)], [[], []]);
});

test("a tab without a connection leaves it to the one that has one", async () => {
  const cut = async () => {
    throw new Unanswered("offline", "No connection.");
  };
  const [clock, house, locks] = [new Clock(), new House(), new Locks()];
  const [one, other] = tabs(2).map((vault, at) => desk(at ? deliver : cut, { vault, clock, house, locks }));
  write(one.outbox, "a", "b");
  one.sender.flush();
  other.sender.flush();
  await clock.pass(0);
  assert.deepEqual(said(house), ["a", "b"]);
});

test("once the connection is back, nothing waits for the end of a long pause", async () => {
  let isCut = true;
  const tried = async (command, house) => {
    if (isCut) throw new Unanswered("offline", "No connection.");
    return deliver(command, house);
  };
  const { clock, house, outbox, sender } = desk(tried);
  write(outbox, "a", "b");
  sender.flush();
  await clock.pass(120_000);
  isCut = false;
  sender.resume();
  await clock.pass(0);
  assert.deepEqual(said(house), ["a", "b"]);
  await clock.pass(60_000);
  assert.deepEqual(said(house), ["a", "b"]);
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
