/** Everything that can be done with a message, in one menu; what one may not do is not offered. */

import { copy } from "./copy.js";
import { Menu } from "./menu.js";
import { mayUnpin } from "./pinner.js";
import { toast } from "./toast.js";
import { pin } from "./verbs.js";
import { showVersions } from "./versions.js";

let menu = null;

/**
 * @param {HTMLElement} anchor beside which it opens
 * @param {object} message @param {object} app see app.js
 * @param {{reply: (message: object) => void, edit: (id: string) => void, isThread: boolean}} place where the message is shown
 */
export function openMessageMenu(anchor, message, app, place) {
  menu ??= new Menu();
  menu.open(anchor, "What to do with this message", entriesOf(anchor, message, app, place));
}

function entriesOf(anchor, message, app, place) {
  const isMine = message.sender?.id === app.store.me.id;
  const mayDelete = isMine || (app.canModerate && app.room.noun.kind === "group");
  const hasText = Boolean(message.content);
  return [
    entry("smile", "React", () => app.view.picker.open(anchor, (emoji) => app.react(message, emoji))),
    entry("reply", "Reply", () => place.reply(message)),
    place.isThread ? null : entry("thread", "Open the thread", () => app.view.openThread(message)),
    place.isThread ? entry("arrow-out", "Show in the room", () => app.view.showInRoom(message.id)) : null,
    entry("link", "Copy link", () => copy(linkTo(message), "Link copied.")),
    hasText ? entry("copy", "Copy text", () => copy(message.content, "Text copied.")) : null,
    entry("unread", "Mark unread from here", () => app.markUnread(message)),
    !message.pinned_at || mayUnpin(message, app) ? entry("pin", message.pinned_at ? "Unpin" : "Pin", () => pinned(message, app)) : null,
    isMine ? entry("pencil", "Edit", () => place.edit(message.id)) : null,
    message.edited_at ? entry("clock", "History", () => showVersions(message, app)) : null,
    mayDelete ? { ...entry("trash", "Delete", () => app.delete(message)), isGrave: true } : null,
  ].filter(Boolean);
}

const entry = (icon, label, act) => ({ icon, label, act });

const linkTo = ({ conversation, id }) => `${location.origin}/rooms/${conversation}/#message-${id}`;

async function pinned(message, app) {
  const isDone = await pin(app, message);
  if (isDone) toast(message.pinned_at ? "Unpinned." : "Pinned for everybody here.");
}
