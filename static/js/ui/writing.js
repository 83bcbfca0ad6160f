/** An answer while the agent writes it: it grows quietly, and the message takes its place. */

import { agentMark } from "./avatar.js";
import { make } from "./make.js";

/** @param {{text: string}} row its words so far, none while the agent thinks */
export function writingRow({ text }) {
  return make(
    "div",
    { class: "writing" },
    make("div", { class: "message__side" }, agentMark()),
    make(
      "div",
      { class: "writing__main" },
      make(
        "div",
        { class: "message__head" },
        make("span", { class: "message__name", text: "Unafied" }),
        make("span", { class: "message__kind", text: "agent" }),
      ),
      make("p", { class: "writing__text", dir: "auto", text: text || "Looking for something…" }),
    ),
  );
}
