/** One message as a row: who, when, what it answers, what it says, what was made of it. */

import * as time from "../text/time.js";
import { count } from "../text/words.js";
import { agentMark, avatar } from "./avatar.js";
import { editor } from "./editor.js";
import { fetched } from "./fetching.js";
import { icon, make } from "./make.js";
import { isCall } from "./mentions.js";
import { pinnedBy } from "./pinner.js";
import { prose } from "./prose.js";
import { quote } from "./quote.js";
import { reactions } from "./reactions.js";
import { recommendation } from "./recommendation.js";
import { speakerOf } from "./speaker.js";

/**
 * @param {object} row see store/rows.js
 * @param {object} app see app.js
 * @param {{isEdited: boolean, isThread?: boolean, note?: string}} view whether it is being edited, whether it stands in
 *   its thread, and what is said under it
 */
export function messageRow(row, app, { isEdited, isThread = false, note = "" }) {
  const { message } = row;
  const attributes = {
    class: classesOf(row, app.store.me.id),
    tabindex: "-1",
    "aria-label": `${speakerOf(message, app.store)}, ${time.clock(message.created_at)}`,
    data: { message: message.id ?? "", client: message.client_id },
  };
  return make("article", attributes, side(row), main(row, app, { isEdited, isThread, note }));
}

function classesOf({ message, isHead, state }, me) {
  const facts = {
    "message--head": isHead,
    "message--agent": message.role === "assistant",
    "message--gone": message.deleted_at,
    "message--veiled": message.off_record,
    "message--calls": message.sender?.id !== me && isCall(message, me),
    [`message--${state}`]: state !== "sent",
  };
  return ["message", ...Object.keys(facts).filter((name) => facts[name])].join(" ");
}

function side({ message, isHead }) {
  if (!isHead) return make("div", { class: "message__side" }, timeOf(message));
  const face = message.role === "assistant" ? agentMark() : avatar(message.sender ?? { id: "gone", display_name: "?" });
  return make("div", { class: "message__side" }, face);
}

function main(row, app, { isEdited, isThread, note }) {
  const { message } = row;
  const isQuoting = message.reply_to && !message.deleted_at && !message.card?.like && !(isThread && message.reply_to === message.thread);
  return make(
    "div",
    { class: "message__main" },
    row.isHead ? head(message, app) : null,
    isQuoting ? quote(message.reply_to, app) : null,
    isEdited ? editor(message, app) : body(message, app),
    marks(message, app),
    reactions(message, app),
    message.reply_count && !isThread ? threadLink(message, app) : null,
    row.state === "sent" ? null : waiting(row, app),
    note && make("p", { class: "message__state", text: note }),
  );
}

function head(message, app) {
  const kind = message.role === "assistant" ? make("span", { class: "message__kind", text: "agent" }) : null;
  return make(
    "header",
    { class: "message__head" },
    make("span", { class: "message__name", dir: "auto", text: speakerOf(message, app.store) }),
    kind,
    timeOf(message),
  );
}

function timeOf({ created_at: at }) {
  return make("time", { class: "message__time", datetime: at, title: time.whole(at), text: time.clock(at) });
}

function body(message, app) {
  if (message.deleted_at) return make("p", { class: "message__gone", text: "This message was deleted." });
  if (message.card) return recommendation(message, app);
  return prose(message, app.store);
}

function marks(message, app) {
  const edited = message.edited_at && !message.deleted_at;
  const pinned = message.pinned_at && !message.deleted_at;
  if (!edited && !pinned && !message.off_record) return null;
  return make(
    "p",
    { class: "message__marks" },
    pinned ? make("span", { class: "mark" }, icon("pin"), pinnedBy(message, app)) : null,
    message.off_record
      ? make("span", { class: "mark", title: "Unafied does not read this" }, icon("veil"), "off the record")
      : null,
    edited ? editedMark(message, app) : null,
  );
}

function editedMark(message, app) {
  const show = async () => (await fetched(() => import("./versions.js")))?.showVersions(message, app);
  const said = { title: `${time.whole(message.edited_at)}. See what it said before`, text: "(edited)" };
  return make("button", { type: "button", class: "mark mark--way", ...said, data: { action: "history" }, on: { click: show } });
}

function threadLink(message, app) {
  const open = () => app.view.openThread(message);
  const attributes = { type: "button", class: "thread-link", data: { action: "thread" }, on: { click: open } };
  return make("button", attributes, icon("thread"), count(message.reply_count, "reply", "replies"));
}

function waiting({ message, state, detail }, app) {
  const { client_id: id } = message;
  if (state === "pending") return make("p", { class: "message__state" }, icon("clock"), "Sending…");
  const act = (text, action) =>
    make("button", { type: "button", class: "link", text, data: { action: text }, on: { click: action } });
  return make(
    "p",
    { class: "message__state message__state--bad" },
    icon("alert"),
    make("span", { text: `Not sent. ${detail}` }),
    act("Retry", () => app.retry(id)),
    act("Edit", () => app.takeBack(id)),
    act("Discard", () => app.outbox.remove(id)),
  );
}
