/** The room in one sheet: who listens and what came of it, who is here, how to let others in, how to go. */

import * as rest from "../net/rest.js";
import { titleOf } from "../store/store.js";
import { whole } from "../text/time.js";
import { copy } from "./copy.js";
import { confirm, showError } from "./dialog.js";
import { byId } from "./make.js";
import { Memory } from "./memory.js";
import { peopleList } from "./people.js";
import { choose, switchesOf } from "./switches.js";
import { toast } from "./toast.js";

const WHO_STOPS = " The owner and moderators can stop it for everybody.";

export class Panel {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.dialog = byId("panel");
    this.shown = null;
    this.memory = new Memory(app, (work) => this.attempt(work));
    byId("panel-listening").addEventListener("change", ({ target }) => this.change({ listening: target.checked }));
    byId("panel-own").addEventListener("change", ({ target }) => this.change({ agents_allowed: target.checked }));
    byId("panel-eagerness").addEventListener("change", ({ target }) => this.change({ eagerness: target.value }));
    byId("panel-notifications").addEventListener("change", ({ target }) => this.change({ notifications: target.value }));
    byId("panel-title-form").addEventListener("submit", (event) => this.rename(event));
    byId("invite-make").addEventListener("click", () => this.invite());
    byId("invite-copy").addEventListener("click", () => copy(byId("invite-url").value, "Link copied."));
    byId("leave").addEventListener("click", () => this.leave());
    byId("delete-room").addEventListener("click", () => this.deleteRoom());
  }

  open() {
    showError(byId("panel-error"), null);
    byId("invite-made").hidden = true;
    byId("panel-title-input").value = this.app.room.noun.title;
    this.dialog.showModal();
    this.draw();
    this.memory.begin();
    this.app.loadMembers();
  }

  draw() {
    const { room } = this.app;
    if (!room || !this.dialog.open) return;
    const isGroup = room.noun.kind === "group";
    const mayModerate = this.app.canModerate && isGroup;
    byId("panel-title").textContent = titleOf(room);
    this.drawAgent(room);
    byId("panel-notifications").elements.notifications.value = switchesOf(room).notifications;
    this.drawPeople(room);
    byId("panel-invite").hidden = !mayModerate;
    byId("panel-title-form").hidden = !mayModerate;
    byId("delete-room").hidden = room.noun.role !== "owner" || !isGroup;
    byId("leave").textContent = isGroup ? "Leave this room" : "Leave this conversation";
  }

  // Drawn anew only when somebody comes, goes or is given a role; the focus stays, or goes to where one goes on.
  drawPeople(room) {
    const { online } = this.app.store;
    const people = room.members?.map(({ user, role }) => [user, role, online.has(user.id)]);
    const shown = JSON.stringify([room.id, room.noun.role, people]);
    // Who is just asked whether they mean it comes back to where they were; then it is drawn.
    if (shown === this.shown || byId("confirm").open) return;
    this.shown = shown;
    const list = byId("people");
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    list.replaceChildren(...peopleList(room, this.app, (work) => this.attempt(work)));
    const same = focused && list.querySelector(`[data-action="${focused.dataset.action}"]`);
    if (focused) (same ?? this.dialog.querySelector("[data-close]")).focus();
  }

  drawAgent(room) {
    const { listening, listening_since: since } = room.noun;
    const { maySwitch, mayTune } = this.app;
    const chosen = switchesOf(room);
    byId("panel-listening-state").textContent = listening
      ? `Unafied has been listening here since ${whole(since)}.${maySwitch ? "" : WHO_STOPS}`
      : "Nobody listens here. Unafied reads nothing of what is said in this room.";
    byId("panel-listening").checked = chosen.listening;
    byId("panel-listening-row").hidden = !maySwitch;
    byId("panel-own").checked = chosen.agents_allowed;
    const form = byId("panel-eagerness");
    form.hidden = !listening;
    form.elements.eagerness.value = chosen.eagerness;
    [...form.elements].forEach((input) => (input.disabled = !mayTune));
    byId("panel-eagerness-who").hidden = mayTune;
  }

  /** Do something that the server may refuse; what it then says stands at the top. Returns whether it was done. */
  async attempt(work) {
    showError(byId("panel-error"), null);
    try {
      await work();
      return true;
    } catch (error) {
      showError(byId("panel-error"), error);
      return false;
    } finally {
      this.draw();
    }
  }

  change(changes) {
    const { app } = this;
    return this.attempt(() => choose(app, app.room, changes));
  }

  async rename(event) {
    event.preventDefault();
    if (await this.change({ title: byId("panel-title-input").value })) toast("Renamed.");
  }

  invite() {
    return this.attempt(async () => {
      const { url } = await rest.post(`conversations/${this.app.room.id}/invites/`);
      byId("invite-url").value = url;
      byId("invite-made").hidden = false;
      byId("invite-url").select();
    });
  }

  async leave() {
    const { room, store } = this.app;
    const text = "You get nothing more that is said there, until somebody invites you again. What you said stays.";
    if (!(await confirm({ title: `Leave “${titleOf(room)}”?`, text, yes: "Leave" }))) return;
    const isDone = await this.attempt(() => rest.remove(`conversations/${room.id}/members/${store.me.id}/`));
    if (isDone) store.remove(room.id);
  }

  async deleteRoom() {
    const { room, store } = this.app;
    const text = "Everything that was said in it is deleted, for everybody, for ever.";
    if (!(await confirm({ title: `Delete “${titleOf(room)}”?`, text, yes: "Delete the room" }))) return;
    const isDone = await this.attempt(() => rest.remove(`conversations/${room.id}/`));
    if (isDone) store.remove(room.id);
  }
}
