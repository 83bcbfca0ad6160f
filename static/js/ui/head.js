/** The head of the open room: its name, who is there, whether it is listened to. */

import { titleOf } from "../store/store.js";
import { count } from "../text/words.js";
import { fetched } from "./fetching.js";
import { byId, setIcon, setState } from "./make.js";
import { choose, switchesOf } from "./switches.js";
import { complain } from "./toast.js";

export class Head {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.input = byId("listening-input");
    this.input.addEventListener("change", () => this.app.setListening(this.input.checked));
    byId("open-pins").addEventListener("click", () => this.showPins());
    byId("listening-switch").addEventListener("click", (event) => this.explain(event));
  }

  draw(room) {
    byId("room-title").textContent = titleOf(room);
    byId("room-who").textContent = this.who(room);
    const { listening, pin_count: pins } = room.noun;
    setState(byId("open-pins"), { hidden: !pins });
    byId("pin-count").textContent = pins;
    byId("listening").classList.toggle("listening--on", listening);
    byId("listening-word").textContent = listening ? "Listening" : "Not listening";
    setIcon(byId("listening"), listening ? "mark" : "mark-off");
    setState(this.input, { checked: switchesOf(room).listening, disabled: !this.app.maySwitch });
    setState(byId("listening-switch"), { title: this.app.maySwitch ? "" : this.whoMay(listening) });
  }

  async showPins() {
    (await fetched(() => import("./pins.js")))?.showPins(this.app);
  }

  who(room) {
    const { store } = this.app;
    const { noun, members } = room;
    const [other] = noun.others;
    if (noun.kind === "direct") return other && store.online.has(other.id) ? "Here now" : "Not here just now";
    const here = (members ?? []).filter((member) => store.online.has(member.user.id)).length;
    const people = count(noun.member_count, "person", "people");
    return here > 1 ? `${people} · ${here} here now` : people;
  }

  whoMay(listening) {
    return listening ? "Only the owner and moderators can stop this" : "Only the owner can let Unafied listen";
  }

  // Who may not switch gets to know more instead.
  explain(event) {
    if (this.app.maySwitch) return;
    event.preventDefault();
    this.app.view.openPanel();
  }
}

/** Turn listening in a room on or off. */
export async function switchListening(app, room, listening) {
  await choose(app, room, { listening }).catch(complain);
}
