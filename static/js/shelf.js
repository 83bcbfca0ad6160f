/** The page of one's shelf: what one saved or loved, asked of the API. */

import * as rest from "./net/rest.js";
import * as time from "./text/time.js";
import { showError } from "./ui/dialog.js";
import { byId, icon, make } from "./ui/make.js";
import { factsOf, titleOf } from "./ui/work.js";

const WORDS = { saved: "Saved", loved: "Loved" };

show();

async function show() {
  const list = byId("shelf");
  try {
    const { results } = await rest.get("shelf/");
    list.replaceChildren(...results.map(kept));
    byId("shelf-empty").hidden = results.length > 0;
  } catch (error) {
    list.replaceChildren();
    showError(byId("shelf-error"), error);
  }
  list.removeAttribute("aria-busy");
}

function kept({ item, verdict, conversation, at }) {
  return make(
    "li",
    { class: "kept" },
    make("span", { class: "kept__kind" }, icon(item.kind)),
    make(
      "div",
      {},
      make("h2", {}, titleOf(item)),
      make("p", { class: "kept__facts", text: factsOf(item) }),
      make("p", { text: item.description, dir: "auto" }),
      make(
        "p",
        { class: "kept__end" },
        make("span", { class: "kept__verdict" }, icon(verdict), WORDS[verdict]),
        make("time", { datetime: at, title: time.whole(at), text: time.day(at) }),
        make("a", { href: `/rooms/${conversation}/`, text: "Where it was suggested" }),
      ),
    ),
  );
}
