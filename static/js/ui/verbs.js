/** What one does to a message by a click; what could not be done is said, and nothing is lost. */

import { confirm } from "./dialog.js";
import { preview } from "./preview.js";
import { complain, toast } from "./toast.js";

/** Put an emoji on a message, or take one's own off. */
export function react(app, { id: message, conversation }, emoji) {
  return ask(app, { type: "reaction.toggle", message, emoji, conversation });
}

/** Set one's read mark back, so that a message and what follows it is unread, until one comes to the room again. */
export async function markUnread(app, { conversation, sequence }) {
  try {
    await app.request({ type: "read.back", conversation, sequence });
    toast("Unread from here, until you come back.");
  } catch (error) {
    complain(error);
  }
}

/** Have read everything, everywhere. */
export async function markAllRead(app) {
  try {
    await app.request({ type: "read.all" });
    toast("Everything is read.");
  } catch (error) {
    complain(error);
  }
}

/** Pin a message, or take its pin off; returns whether that was done. */
export function pin(app, { id: message, conversation, pinned_at: at }) {
  return ask(app, { type: at ? "message.unpin" : "message.pin", message, conversation });
}

/** Delete a message, if it is meant. */
export async function remove(app, message) {
  const text = `“${preview(message, 120)}” Everybody will see that something stood here, but not what.`;
  const isMeant = await confirm({ title: "Delete this message?", text, yes: "Delete" });
  if (isMeant) await ask(app, { type: "message.delete", message: message.id, conversation: message.conversation });
}

async function ask(app, command) {
  try {
    const { message } = await app.request(command);
    app.store.takeMessage(message);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
