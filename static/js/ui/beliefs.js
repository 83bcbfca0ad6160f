/** What the agent believes a room likes, in plain words; each can be removed, and put back. */

import * as rest from "../net/rest.js";
import { count } from "../text/words.js";
import { make } from "./make.js";

const EMPTY =
  "Nothing yet. It learns from what you all answer to its suggestions: Save, Loved it, Not this. Two that agree make a belief.";
const ABOUT = "Made from everybody's answers, and used when it chooses. What you remove stays away.";

/** @param {object} fold see memory.js */
export async function beliefs({ room, act }) {
  const { results, dropped } = await rest.get(`conversations/${room.id}/beliefs/`);
  const held = results.map((belief) => row(belief, whyOf(belief), ["Remove", rest.remove], room, act));
  const gone = dropped.map((belief) => row(belief, "", ["Put back", rest.put], room, act));
  return [
    make("p", { class: "fold__about", text: held.length ? ABOUT : EMPTY }),
    held.length ? make("ul", { class: "beliefs" }, ...held) : null,
    gone.length ? make("h4", { class: "fold__title", text: "No longer believed" }) : null,
    gone.length ? make("ul", { class: "beliefs beliefs--gone" }, ...gone) : null,
  ].filter(Boolean);
}

function whyOf({ works, people }) {
  return `${count(works, "work")}, ${count(people, "person", "people")}`;
}

// Pressed, the same belief stands in the other list, with a button of the same name for this purpose.
function row(belief, why, [label, call], room, act) {
  const work = () => call(`conversations/${room.id}/beliefs/${encodeURIComponent(belief.id)}/`);
  return make(
    "li",
    { class: "belief" },
    make("span", { class: "belief__words", text: belief.words }),
    make("span", { class: "belief__why", text: why }),
    make("button", {
      type: "button",
      class: "link",
      text: label,
      "aria-label": `${label}: ${belief.words}`,
      data: { action: belief.id },
      on: { click: () => act(work, belief.id) },
    }),
  );
}
