/** Whether this device notifies of what calls one while one looks elsewhere: off until somebody switches it on here. */

const KEY = "unafied.desktop.";

/** @param {string} me the user's id @param {Storage} storage */
export const isWanted = (me, storage = localStorage) => storage.getItem(KEY + me) === "on";

export function want(me, isOn, storage = localStorage) {
  if (isOn) storage.setItem(KEY + me, "on");
  else storage.removeItem(KEY + me);
}

/** Whether a message is one to be called for: by name, or where only two are, as far as one wants to hear of the room. */
export function isCall(message, { noun, me }) {
  if (noun.notifications === "nothing" || message.sender?.id === me) return false;
  const isForTwo = noun.kind === "direct" && noun.notifications === "all";
  return isForTwo || message.mentions_all || message.mentions.includes(me);
}
