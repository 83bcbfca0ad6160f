import assert from "node:assert/strict";
import { test } from "node:test";

import { delayOf } from "../../static/js/net/backoff.js";
import { Connection } from "../../static/js/net/connection.js";
import { Clock } from "./clock.js";

const HELLO = { type: "hello", user: {}, conversations: [] };

class FakeSocket {
  constructor() {
    this.sent = [];
    this.isClosed = false;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.isClosed = true;
  }

  tell(event) {
    this.onmessage({ data: JSON.stringify(event) });
  }
}

function begun() {
  const clock = new Clock();
  const sockets = [];
  const states = [];
  const events = [];
  const connection = new Connection({
    open: () => sockets[sockets.push(new FakeSocket()) - 1],
    onEvent: (event) => events.push(event.type),
    onState: (state, code) => states.push(code ? `${state} ${code}` : state),
    timers: clock,
    random: () => 1,
  });
  connection.start();
  return { clock, sockets, states, events, connection };
}

test("it is open once hello has come, and not before", () => {
  const { sockets, states, events, connection } = begun();
  assert.ok(!connection.isOpen);
  sockets[0].tell(HELLO);
  assert.deepEqual([states, events], [["connecting", "open"], ["hello"]]);
});

test("a lost connection is opened again, each time later, and at once when the network is back", async () => {
  const { clock, sockets, connection } = begun();
  sockets[0].onclose({ code: 1006 });
  await clock.pass(500);
  assert.equal(sockets.length, 2);
  sockets[1].onclose({ code: 1006 });
  await clock.pass(999);
  assert.equal(sockets.length, 2);
  connection.start();
  assert.equal(sockets.length, 3);
});

test("waiting doubles up to fifteen seconds and is never quite the same", () => {
  assert.deepEqual(
    [0, 1, 2, 9].map((attempt) => delayOf(attempt, () => 1)),
    [500, 1_000, 2_000, 15_000],
  );
  assert.ok(delayOf(3, () => 0) < delayOf(3, () => 1));
});

for (const code of [4401, 4403, 4409]) {
  test(`after ${code} it does not knock again`, async () => {
    const { clock, sockets, states } = begun();
    sockets[0].onclose({ code });
    await clock.pass(600_000);
    assert.deepEqual([sockets.length, states.at(-1)], [1, `ended ${code}`]);
  });
}

test("who was too slow comes back at once, who was too fast waits", async () => {
  const slow = begun();
  slow.sockets[0].onclose({ code: 4408 });
  await slow.clock.pass(0);
  assert.equal(slow.sockets.length, 2);
  const fast = begun();
  fast.sockets[0].onclose({ code: 4429 });
  await fast.clock.pass(19_000);
  assert.equal(fast.sockets.length, 1);
});

test("a silent server is noticed", async () => {
  const { clock, sockets, states } = begun();
  sockets[0].tell(HELLO);
  await clock.pass(20_000);
  assert.equal(sockets[0].sent.at(-1).type, "ping");
  await clock.pass(8_000);
  assert.ok(sockets[0].isClosed);
  assert.equal(states.at(-1), "waiting 1006");
});

test("an answer goes to whoever asked, also when another came first", async () => {
  const { sockets, connection } = begun();
  sockets[0].tell(HELLO);
  const [one, other] = [connection.request({ type: "sync" }), connection.request({ type: "sync" })];
  const [first, second] = sockets[0].sent.map((command) => command.ref);
  sockets[0].tell({ type: "ack", ref: second, revision: 2 });
  sockets[0].tell({ type: "ack", ref: first, revision: 1 });
  assert.deepEqual([(await one).revision, (await other).revision], [1, 2]);
});

test("a refusal has the server's code and says when to try again", async () => {
  const { sockets, connection } = begun();
  sockets[0].tell(HELLO);
  const asked = connection.request({ type: "message.post" });
  sockets[0].tell({ type: "error", ref: "r1", code: "rate_limited", detail: "Slower.", retry_after: 3 });
  await assert.rejects(asked, { code: "rate_limited", message: "Slower.", retryAfter: 3 });
});

test("what was asked when the connection went is known to be unanswered", async () => {
  const { sockets, connection } = begun();
  sockets[0].tell(HELLO);
  const asked = connection.request({ type: "message.post" });
  sockets[0].onclose({ code: 1006 });
  await assert.rejects(asked, { code: "offline" });
  await assert.rejects(connection.request({ type: "message.post" }), { code: "offline" });
});

test("a socket that was given up has nothing more to say", () => {
  const { sockets, connection, events } = begun();
  connection.lost();
  sockets[0].tell(HELLO);
  assert.deepEqual(events, []);
});
