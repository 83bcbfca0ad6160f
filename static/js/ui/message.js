/** One message as a row: who, when, what it answers, what it says, what was made of it. */

import * as time from "../text/time.js";
import { agentMark, avatar } from "./avatar.js";
import { editor } from "./editor.js";
import { icon, make } from "./make.js";
import { isCall } from "./mentions.js";
import { prose } from "./prose.js";
import { quote } from "./quote.js";
import { reactions } from "./reactions.js";
import { recommendation } from "./recommendation.js";

const AGENT = "Unafied";

/**
 * @param {object} row see store/rows.js
 * @param {object} app see app.js
 * @param {{isEdited: boolean}} view whether it is being edited
 */
export function messageRow(row, app, { isEdited }) {
  const { message } = row;
  const attributes = {
    class: classesOf(row, app.store.me.id),
    tabindex: "-1",
    "aria-label": `${nameOf(message)}, ${time.clock(message.created_at)}`,
    data: { message: message.id ?? "", client: message.client_id },
  };
  return make("article", attributes, side(row), main(row, app, isEdited));
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

function main(row, app, isEdited) {
  const { message } = row;
  return make(
    "div",
    { class: "message__main" },
    row.isHead ? head(message) : null,
    message.reply_to && !message.deleted_at ? quote(message.reply_to, app) : null,
    isEdited ? editor(message, app) : body(message, app),
    marks(message),
    reactions(message, app),
    row.state === "sent" ? null : waiting(row, app),
  );
}

function head(message) {
  const kind = message.role === "assistant" ? make("span", { class: "message__kind", text: "agent" }) : null;
  return make(
    "header",
    { class: "message__head" },
    make("span", { class: "message__name", text: nameOf(message) }),
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

function marks(message) {
  const edited = message.edited_at && !message.deleted_at;
  if (!edited && !message.off_record) return null;
  return make(
    "p",
    { class: "message__marks" },
    message.off_record
      ? make("span", { class: "mark", title: "Unafied does not read this" }, icon("veil"), "off the record")
      : null,
    edited ? make("span", { class: "mark", title: time.whole(message.edited_at), text: "(edited)" }) : null,
  );
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

function nameOf(message) {
  return message.role === "assistant" ? AGENT : (message.sender?.display_name ?? "Deleted account");
}
