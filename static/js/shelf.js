/** The page of one's shelf: what one keeps, marked as seen, taken off, and led back to where it was suggested. */

import * as rest from "./net/rest.js";
import * as time from "./text/time.js";
import { showError } from "./ui/dialog.js";
import { kept, kinds } from "./ui/kept.js";
import { byId, icon, make } from "./ui/make.js";
import { complain, toast } from "./ui/toast.js";

const WORDS = { saved: "Saved", loved: "Loved", seen: "Seen" };
const SEEN = { movie: "Seen it", book: "Read it", music: "Heard it" };

let works = [];
let chosen = "";

load();

async function load() {
  try {
    ({ results: works } = await rest.get("shelf/"));
    drawAll();
  } catch (error) {
    byId("shelf").replaceChildren();
    showError(byId("shelf-error"), error);
  }
  byId("shelf").removeAttribute("aria-busy");
}

function drawAll() {
  chosen = "";
  byId("shelf-kinds").replaceChildren(...[kinds(works, choose)].filter(Boolean));
  choose("");
}

function choose(kind) {
  chosen = kind;
  byId("shelf").replaceChildren(...works.filter(({ item }) => !kind || item.kind === kind).map(row));
  byId("shelf-empty").hidden = works.length > 0;
}

function row(work) {
  const { item, verdict, conversation, message, at } = work;
  return kept(
    item,
    "h2",
    make("p", { text: item.description, dir: "auto" }),
    make(
      "p",
      { class: "kept__end" },
      verdict === "seen" ? null : make("span", { class: "kept__verdict" }, icon(verdict), WORDS[verdict]),
      make("time", { datetime: at, title: time.whole(at), text: time.day(at) }),
      message ? make("a", { href: `/rooms/${conversation}/#message-${message}`, text: "Where it was suggested" }) : null,
    ),
    make("p", { class: "kept__end" }, verdict === "loved" ? null : seenButton(work), message ? moreButton(work) : null, takeOffButton(work)),
  );
}

function seenButton(work) {
  const attributes = {
    type: "button",
    class: "verdict",
    "aria-pressed": String(work.seen),
    "aria-label": `${SEEN[work.item.kind]}: ${work.item.title}`,
    data: { seen: work.id },
  };
  const button = make("button", attributes, icon("seen"), make("span", { text: SEEN[work.item.kind] }));
  button.addEventListener("click", () => mark(work));
  return button;
}

// The answer comes where it was suggested, for all who are there.
function moreButton(work) {
  const attributes = { type: "button", class: "verdict", "aria-label": `More like this: ${work.item.title}` };
  const button = make("button", attributes, icon("more_like"), make("span", { text: "More like this" }));
  button.addEventListener("click", () => want(work));
  return button;
}

function takeOffButton(work) {
  const attributes = { type: "button", class: "verdict", "aria-label": `Take off: ${work.item.title}` };
  const button = make("button", attributes, icon("trash"), make("span", { text: "Take off" }));
  button.addEventListener("click", () => takeOff(work));
  return button;
}

async function mark(work) {
  try {
    const marked = await rest.patch(`shelf/${work.id}/`, { seen: !work.seen });
    works = works.map((each) => (each.id === work.id ? marked : each));
    choose(chosen);
    document.querySelector(`[data-seen="${work.id}"]`)?.focus();
  } catch (error) {
    complain(error);
  }
}

async function want({ item, recommendation }) {
  try {
    await rest.post(`recommendations/${recommendation}/more/`, { item: item.id });
    toast(`Unafied looks for more like “${item.title}”, and answers where it was suggested.`);
  } catch (error) {
    complain(error);
  }
}

async function takeOff(work) {
  try {
    await rest.remove(`shelf/${work.id}/`);
    works = works.filter((each) => each.id !== work.id);
    if (works.some(({ item }) => item.kind === chosen)) choose(chosen);
    else drawAll();
    byId("shelf-title").focus();
    toast(`“${work.item.title}” is off your shelf.`);
  } catch (error) {
    complain(error);
  }
}
