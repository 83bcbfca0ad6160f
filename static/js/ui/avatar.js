/** A face made of letters, in a shade that is always the same for the same person; and the agent's mark. */

import { initials, shade } from "../text/words.js";
import { icon, make } from "./make.js";

/** @param {{id: string, display_name: string}} person */
export function avatar(person, { isSmall = false } = {}) {
  const classes = `avatar avatar--${shade(person.id) + 1}${isSmall ? " avatar--small" : ""}`;
  return make("span", { class: classes, "aria-hidden": "true", text: initials(person.display_name) });
}

export function agentMark({ isSmall = false } = {}) {
  return make(
    "span",
    { class: `agent-mark${isSmall ? " agent-mark--small" : ""}`, "aria-hidden": "true" },
    icon("mark"),
  );
}

/** A dot that says whether somebody is there. */
export function presenceDot(isOnline) {
  const word = isOnline ? "here now" : "not here";
  return make(
    "span",
    { class: `presence${isOnline ? " presence--on" : ""}` },
    make("span", { class: "visually-hidden", text: `(${word})` }),
  );
}
