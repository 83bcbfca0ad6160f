/** Works that are kept: a row of a shelf, the choice of a kind, and the shelf of a room. */

import * as rest from "../net/rest.js";
import { list } from "../text/words.js";
import { icon, make } from "./make.js";
import { factsOf, titleOf } from "./work.js";

const KINDS = { "": "All", movie: "Films", book: "Books", music: "Music" };
const SAID = { saved: "saved it", loved: "loved it", seen: "has seen it", not_this: "said not this" };
const EMPTY = "Nothing yet. What any of you saves of its suggestions stands here for all of you.";

/** @param {object} fold see memory.js */
export async function keptHere({ app, room, act, goTo }) {
  const { results } = await rest.get(`conversations/${room.id}/shelf/`);
  if (!results.length) return [make("p", { class: "fold__about", text: EMPTY })];
  const shelf = make("ul", { class: "shelf__works" });
  const draw = (kind) =>
    shelf.replaceChildren(
      ...results.filter(({ item }) => !kind || item.kind === kind).map((each) => row(each, app, act, goTo)),
    );
  draw("");
  return [kinds(results, draw), shelf].filter(Boolean);
}

/** @param {object} item a work @param {"h2"|"h4"} level of its heading @param {...(Node|null)} ends what stands below */
export function kept(item, level, ...ends) {
  return make(
    "li",
    { class: "kept" },
    make("span", { class: "kept__kind" }, icon(item.kind)),
    make(
      "div",
      {},
      make(level, { class: "kept__title", dir: "auto" }, titleOf(item)),
      make("p", { class: "kept__facts", text: factsOf(item) }),
      ...ends,
    ),
  );
}

/** The choice of a kind, null where there is only one; `choose` gets it, "" for all. */
export function kinds(works, choose) {
  const there = Object.keys(KINDS).filter((kind) => !kind || works.some(({ item }) => item.kind === kind));
  if (there.length < 3) return null;
  const buttons = there.map((kind) => {
    const text = KINDS[kind];
    return make("button", { type: "button", class: "kind", "aria-pressed": String(!kind), data: { kind }, text });
  });
  const press = (pressed) => {
    buttons.forEach((each) => each.setAttribute("aria-pressed", String(each === pressed)));
    choose(pressed.dataset.kind);
  };
  buttons.forEach((button) => button.addEventListener("click", () => press(button)));
  return make("div", { class: "kinds", role: "group", "aria-label": "Which kind" }, ...buttons);
}

function row({ own, item, message, verdicts }, app, act, goTo) {
  const way = (text, click) =>
    make("button", { type: "button", class: "link", text, "aria-label": `${text}: ${item.title}`, on: { click } });
  return kept(
    item,
    "h4",
    make("p", { class: "kept__said", text: saidTo(verdicts, app) }),
    make(
      "p",
      { class: "kept__end" },
      message ? way("Show it", () => goTo(message)) : null,
      own ? way("Take mine off", () => act(() => rest.remove(`shelf/${own}/`), "")) : null,
    ),
  );
}

function saidTo(verdicts, app) {
  const said = Object.keys(SAID).map((verdict) => {
    const names = verdicts.filter((each) => each.verdict === verdict).map((each) => app.store.name(each.user));
    return names.length ? `${list(names)} ${SAID[verdict]}` : "";
  });
  return said.filter(Boolean).join(" · ");
}
