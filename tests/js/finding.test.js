import assert from "node:assert/strict";
import { test } from "node:test";

import { choices } from "../../static/js/store/choices.js";
import { Recent } from "../../static/js/store/recent.js";
import { Store } from "../../static/js/store/store.js";
import { fit } from "../../static/js/text/fuzzy.js";
import { offersFor } from "../../static/js/text/operators.js";
import { ALICE, BOB, House } from "./house.js";

const best = (typed, names) => names.filter((name) => fit(typed, name)).sort((a, b) => fit(typed, b) - fit(typed, a));

test("a name is found by its beginning, a word of it, its initials, or letters in their order", () => {
  const names = ["Kitchen", "Film night", "Café Ünal", "Thinking kitchen"];
  assert.deepEqual(best("kit", names), ["Kitchen", "Thinking kitchen"]);
  assert.deepEqual(best("night", names), ["Film night"]);
  assert.deepEqual(best("fn", names)[0], "Film night");
  assert.deepEqual(best("cafe un", names), ["Café Ünal"]);
  assert.deepEqual(best("ktn", names)[0], "Kitchen");
  assert.deepEqual(best("xyz", names), []);
});

function house(id, { title = "Room", unread = 0, at = "2026-07-01T12:00:00Z", kind = "group", others = [BOB] }) {
  const own = new House().own;
  return { ...own, id, title, unread, revision: 9, created_at: at, kind, others };
}

function stored(...rooms) {
  const store = new Store(ALICE, () => 0);
  store.adoptAll(rooms);
  return store;
}

const labels = (offered) => offered.map((each) => each.label);
const rooms = (offered) => labels(offered.filter((each) => each.kind === "room"));

test("the unread come first, then the latest talk, and where one is comes last", () => {
  const store = stored(
    house("a", { title: "Old", at: "2026-07-01T12:00:00Z" }),
    house("b", { title: "New", at: "2026-07-03T12:00:00Z" }),
    house("c", { title: "Unread", at: "2026-06-01T12:00:00Z", unread: 3 }),
    house("d", { title: "Here", at: "2026-07-04T12:00:00Z" }),
  );
  assert.deepEqual(rooms(choices("", { store, openId: "d" })), ["Unread", "New", "Old", "Here"]);
});

test("people one shares a room with can be written to, and those one writes with already are there once", () => {
  const carol = { id: "carol", display_name: "Carol" };
  const store = stored(house("a", { others: [BOB, carol] }), house("d", { kind: "direct", others: [BOB] }));
  assert.deepEqual(
    choices("bob", { store, openId: null }).map(({ kind, label }) => [kind, label])[0],
    ["room", "Bob"],
  );
  assert.deepEqual(labels(choices("car", { store, openId: null })), ["Carol", "Search messages for “car”"]);
});

test("what fits no room can be looked for in what was said, and actions are found by their words", () => {
  const store = stored(house("a", {}));
  assert.equal(choices("boiler", { store, openId: null })[0].kind, "search");
  assert.ok(labels(choices("shelf", { store, openId: null })).includes("Your shelf"));
  assert.ok(!labels(choices("", { store, openId: null })).includes("Mark everything as read"));
  const unread = stored(house("a", { unread: 2 }));
  assert.ok(labels(choices("", { store: unread, openId: null })).includes("Mark everything as read"));
});

const KNOWN = { people: ["Bob", "Ann Lee"], rooms: ["Kitchen", "Film night"], today: "2026-05-20" };
const texts = (typed) => offersFor(typed, KNOWN).map((offer) => offer.text);

test("operators are offered, then the names that go with them, and what was typed before stays", () => {
  assert.ok(texts("soup ").includes("soup from:"));
  assert.deepEqual(texts("soup fr"), ["soup from:"]);
  assert.deepEqual(texts("soup from:a"), ['soup from:"Ann Lee" ']);
  assert.deepEqual(texts('soup in:"film'), ['soup in:"Film night" ']);
  assert.deepEqual(texts("on:"), ["on:2026-05-20 ", "on:yesterday ", "on:2026-05 "]);
  assert.equal(texts("soup")[0], "soup from:");
});

function storage() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

test("what was looked for lately is kept, the latest first, and a text that grew is kept once", () => {
  const kept = storage();
  const recent = new Recent(kept, "alice");
  ["soup", "boil", "boiler", "soup"].forEach((text) => recent.add(text));
  assert.deepEqual(recent.all, ["soup", "boiler"]);
  assert.deepEqual(new Recent(kept, "bob").all, []);
  recent.clear();
  assert.deepEqual(recent.all, []);
  kept.setItem("unafied.searches.alice", "{broken");
  assert.deepEqual(recent.all, []);
});
