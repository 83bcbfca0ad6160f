/** Whose a pin is, and who may take it off. */

/** @param {object} message that is pinned @param {object} app see app.js */
export function pinnedBy({ pinned_by: by }, app) {
  const name = by?.id === app.store.me.id ? "you" : (by?.display_name ?? "somebody");
  return `Pinned by ${name}`;
}

/** Everybody takes off their own pin; that of somebody else a moderator does, and of two both. */
export function mayUnpin({ pinned_by: by }, app) {
  return by?.id === app.store.me.id || app.canModerate || app.room.noun.kind === "direct";
}
