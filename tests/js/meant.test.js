import assert from "node:assert/strict";
import { test } from "node:test";

import { Meant } from "../../static/js/store/meant.js";

test("who was chosen is meant where their name still stands, in any case, and once", () => {
  const meant = new Meant();
  meant.choose("Bob", "one");
  meant.choose("Bob", "other");
  meant.choose("Ann", "ann");
  assert.deepEqual(meant.takeFor("soup, @bob"), ["one", "other"]);
  assert.deepEqual(meant.takeFor("soup, @bob and @Ann"), []);
});
