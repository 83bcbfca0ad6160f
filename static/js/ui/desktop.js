/** Notifications by the browser, of what calls one while one looks elsewhere. Leave for it is asked in the settings only. */

import { isCall, isWanted } from "../store/desktop.js";
import { titleOf } from "../store/store.js";
import { preview } from "./preview.js";
import { speakerOf } from "./speaker.js";

/** @param {object} message that was just posted @param {object} app see app.js */
export function notify(message, app) {
  const { store } = app;
  const room = store.rooms.get(message.conversation);
  if (!room || document.hasFocus() || !isAllowed(store.me.id) || !isCall(message, room)) return;
  const who = speakerOf(message, store);
  const title = room.noun.kind === "direct" ? who : `${who} in ${titleOf(room)}`;
  // One a room: the latest takes the place of the one before, also that of another tab.
  const shown = new Notification(title, { body: preview(message, 200), tag: room.id });
  shown.addEventListener("click", () => {
    window.focus();
    app.go(room.id);
    shown.close();
  });
}

function isAllowed(me) {
  return isWanted(me) && "Notification" in globalThis && Notification.permission === "granted";
}
