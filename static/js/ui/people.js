/** Who is in a room, and what one may do with each: write to them, give a role, take out. */

import * as rest from "../net/rest.js";
import { avatar, presenceDot } from "./avatar.js";
import { confirm } from "./dialog.js";
import { make } from "./make.js";

const ROLES = { owner: "Owner", moderator: "Moderator", member: "" };

/**
 * @param {import("../store/room.js").Room} room @param {object} app see app.js
 * @param {(work: () => Promise<void>) => void} attempt shows what is refused
 */
export function peopleList(room, app, attempt) {
  if (!room.members) return [make("li", { class: "skeleton skeleton--room", "aria-hidden": "true" })];
  return room.members.map((member) => one(member, room, app, attempt));
}

function one({ user, role }, room, app, attempt) {
  const isMe = user.id === app.store.me.id;
  return make(
    "li",
    { class: "person" },
    avatar(user, { isSmall: true }),
    make(
      "span",
      { class: "person__name", dir: "auto" },
      isMe ? `${user.display_name} (you)` : user.display_name,
      presenceDot(app.store.online.has(user.id)),
    ),
    make("span", { class: "person__role", text: ROLES[role] }),
    isMe ? null : make("span", { class: "person__actions" }, ...actions({ user, role }, room, app, attempt)),
  );
}

function actions({ user, role }, room, app, attempt) {
  const isGroup = room.noun.kind === "group";
  const amOwner = room.noun.role === "owner";
  const outranks = amOwner || (room.noun.role === "moderator" && role === "member");
  const act = (text, work, action = text) =>
    make("button", {
      type: "button",
      class: "link",
      text,
      data: { action: `${action} ${user.id}` },
      "aria-label": `${text}: ${user.display_name}`,
      on: { click: () => attempt(work) },
    });
  return [
    isGroup ? act("Write", () => write(user, app)) : null,
    isGroup && amOwner
      ? act(role === "moderator" ? "Make member" : "Make moderator", () => giveRole(user, role, room, app), "role")
      : null,
    isGroup && outranks ? act("Take out", () => takeOut(user, room, app)) : null,
  ].filter(Boolean);
}

async function write(user, app) {
  const own = await rest.post("conversations/", { kind: "direct", members: [user.id] });
  app.store.adopt(own);
  app.view.panel.dialog.close();
  app.go(own.id);
}

async function giveRole(user, role, room, app) {
  await rest.patch(`conversations/${room.id}/members/${user.id}/`, {
    role: role === "moderator" ? "member" : "moderator",
  });
  await app.loadMembers();
}

async function takeOut(user, room, app) {
  const text = "They get nothing more that is said here. What they said stays.";
  if (!(await confirm({ title: `Take out ${user.display_name}?`, text, yes: "Take out" }))) return;
  await rest.remove(`conversations/${room.id}/members/${user.id}/`);
  await app.loadMembers();
}
