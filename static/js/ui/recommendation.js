/** What the agent suggests: its reason, what it noticed, the works, and what one thinks of them. */

import * as rest from "../net/rest.js";
import { list } from "../text/words.js";
import { fetched } from "./fetching.js";
import { icon, make } from "./make.js";
import { preview } from "./preview.js";
import { complain } from "./toast.js";
import { factsOf, titleOf } from "./work.js";

const VERDICTS = [
  ["saved", "Save"],
  ["loved", "Loved it"],
  ["seen", null],
  ["not_this", "Not this"],
];
/** "Seen", by the kind of work. */
const SEEN = { movie: "Seen", book: "Read", music: "Heard" };
const SHELF = "/shelf/";
const LEARNED = {
  saved: "On your shelf.",
  loved: "On your shelf.",
  not_now: "It will wait longer before it speaks up again.",
  not_this: "It won't suggest this one again, and less like it.",
};
const SAID = { saved: "saved it", loved: "loved it" };

/** @param {object} message whose `card` is a recommendation @param {object} app see app.js */
export function recommendation(message, app) {
  const { card } = message;
  return make(
    "div",
    { class: "rec" },
    make("p", { class: "rec__reason", text: card.reason, dir: "auto" }),
    card.like ? likeness(message, app) : evidence(card, app),
    make("ul", { class: "rec__items" }, ...card.items.map((item) => work(item, message, app))),
    card.like ? null : moment(card, app),
  );
}

function evidence(card, app) {
  const found = card.evidence.map((id) => [id, app.quotes.find(id)]).filter(([, said]) => said && !said.deleted_at);
  if (!found.length) return null;
  const buttons = found.map(([id, said]) => because(id, said, app));
  return make("div", { class: "rec__because" }, make("span", { class: "rec__label", text: "Because of" }), ...buttons);
}

function because(id, said, app) {
  const name = app.store.name(said.sender?.id);
  const words = make("q", { dir: "auto", text: preview(said, 70) });
  return wayTo(id, `Because ${name} said: ${preview(said, 90)}. Go there.`, app, words, make("span", { text: ` ${name}` }));
}

// Somebody asked for more: it leads to the card where the work stands.
function likeness({ reply_to: id, card }, app) {
  const { title } = card.like;
  const way = wayTo(id, `More like ${title}. Go there.`, app, make("cite", { dir: "auto", text: title }));
  return make("div", { class: "rec__because rec__because--like" }, make("span", { class: "rec__label", text: "More like" }), way);
}

function wayTo(id, label, app, ...children) {
  const go = { click: () => app.view.jumpTo(id) };
  const data = { action: `evidence ${id}` };
  return make("button", { type: "button", class: "rec__evidence", "aria-label": label, data, on: go }, ...children);
}

// "Not now" is about the moment, "not this" about the work: each says what it teaches.
function moment(card, app) {
  const isDismissed = ownVerdict(card, null, app) === "not_now";
  const words = isDismissed ? LEARNED.not_now : "Wrong moment?";
  return make(
    "div",
    { class: "rec__end" },
    make("p", { class: "rec__learned", text: words }),
    verdictButton(card, null, ["not_now", "Not now"], app),
  );
}

function learned(card, item, app) {
  const mine = ownVerdict(card, item, app);
  const words = LEARNED[mine];
  if (!words) return null;
  const isKept = mine === "saved" || mine === "loved";
  return make("p", { class: "work__others" }, isKept ? make("a", { href: SHELF, text: words }) : words);
}

function work(item, message, app) {
  const { card } = message;
  const asked = app.more?.of(card, item);
  return make(
    "li",
    { class: "work" },
    make("span", { class: `work__kind work__kind--${item.kind}` }, icon(item.kind)),
    make(
      "div",
      {},
      make("h2", { class: "work__title", dir: "auto" }, titleOf(item)),
      make("p", { class: "work__facts", text: factsOf(item) }),
      make("p", { class: "work__about", text: item.description, dir: "auto" }),
    ),
    make(
      "div",
      { class: "work__verdicts", role: "group", "aria-label": item.title },
      ...VERDICTS.map((verdict) => verdictButton(card, item, verdict, app)),
      moreButton(message, item, asked, app),
      asked ? make("p", { class: "work__others", text: asked.words }) : null,
      learned(card, item, app),
      others(card, item, app),
    ),
  );
}

function moreButton(message, item, asked, app) {
  const want = async () => {
    const found = await fetched(() => import("./more.js"));
    if (!found) return;
    app.more ??= new found.More(app);
    app.more.ask(message, item);
  };
  const attributes = { type: "button", class: "verdict", "aria-disabled": asked?.isWaiting ? "true" : null };
  // On a phone its icon and "More" stand beside the others; what it is called stays.
  const rest = make("span", { class: "verdict__rest", text: " like this" });
  const more = { data: { action: `more ${item.id}` }, on: { click: want } };
  return make("button", { ...attributes, ...more }, icon("more_like"), make("span", { text: "More" }, rest));
}

function verdictButton(card, item, [verdict, name], app) {
  const label = name ?? SEEN[item.kind];
  const mine = ownVerdict(card, item, app);
  const button = make(
    "button",
    {
      type: "button",
      class: "verdict",
      "aria-pressed": String(mine === verdict),
      title: mine === verdict ? "Press again to take it back" : null,
      data: { action: `verdict ${item?.id ?? ""} ${verdict}` },
    },
    icon(verdict),
    make("span", { text: label }),
  );
  button.addEventListener("click", () => give(button, card, item, [verdict, label], app));
  return button;
}

// Shown at once, taken back where the server refuses; the room's event then draws the card anew.
async function give(button, card, item, [verdict, label], app) {
  const isTakenBack = button.getAttribute("aria-pressed") === "true";
  const group = [...button.parentElement.querySelectorAll(".verdict")];
  const before = group.map((each) => each.getAttribute("aria-pressed"));
  group.forEach((each) => each.setAttribute("aria-pressed", String(each === button && !isTakenBack)));
  try {
    const path = `recommendations/${card.id}/feedback/`;
    if (isTakenBack) await rest.remove(item ? `${path}?item=${encodeURIComponent(item.id)}` : path);
    else await rest.post(path, item ? { item: item.id, verdict } : { verdict });
    app.announcer.say(told(isTakenBack ? `Taken back: ${label}` : label, item, isTakenBack ? "" : LEARNED[verdict]));
  } catch (error) {
    group.forEach((each, at) => each.setAttribute("aria-pressed", before[at]));
    complain(error);
  }
}

const told = (what, item, learned = "") => `${[what, item?.title].filter(Boolean).join(", ")}. ${learned}`.trim();

function ownVerdict(card, item, app) {
  const mine = card.verdicts.findLast((each) => each.user === app.store.me.id && each.item === (item?.id ?? null));
  return mine?.verdict;
}

function others(card, item, app) {
  const those = card.verdicts.filter(
    (each) => each.item === item.id && each.user !== app.store.me.id && SAID[each.verdict],
  );
  if (!those.length) return null;
  const words = Object.keys(SAID).map((verdict) => sayWho(those, verdict, app));
  return make("p", { class: "work__others", text: words.filter(Boolean).join(" · ") });
}

function sayWho(those, verdict, app) {
  const names = those.filter((each) => each.verdict === verdict).map((each) => app.store.name(each.user));
  return names.length ? `${list(names)} ${SAID[verdict]}` : "";
}
