/** The page's title: the open room, and how much is unread everywhere. */

import { titleOf } from "../store/store.js";
import { capped } from "../text/words.js";

/** @param {object} app see app.js */
export function drawTitle({ room, store }) {
  const unread = store.unread ? `(${capped(store.unread)}) ` : "";
  document.title = `${unread}${room ? `${titleOf(room)} · ` : ""}Unafied`;
}
