/** Names in what people write: one's own and everybody's stand out, and who is called otherwise now is told by. */

/** Whether a message calls the user, alone or with everybody. */
export function isCall(message, me) {
  return !message.deleted_at && (message.mentions_all || message.mentions.includes(me));
}

/** Mark the names in a drawn message. @param {HTMLElement} element @param {object} store see store/store.js */
export function markMentions(element, store) {
  for (const name of element.querySelectorAll(".mention")) {
    const users = name.dataset.users.split(" ");
    name.classList.toggle("mention--me", users.includes("all") || users.includes(store.me.id));
    const now = users.length === 1 && store.people.get(users[0]);
    if (now && `@${now}`.toLowerCase() !== name.textContent.toLowerCase()) name.title = `Now called ${now}`;
  }
}
