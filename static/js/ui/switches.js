/** A room's switches: what one has chosen is shown until the server has answered, whatever is drawn meanwhile. */

import { patch } from "../net/rest.js";

const chosen = new WeakMap();

/** The room's noun with what was chosen just now. @param {import("../store/room.js").Room} room */
export function switchesOf(room) {
  return { ...room.noun, ...chosen.get(room) };
}

/** Change switches of a room; the answer is the room as it then is. Raises what the server refuses. */
export async function choose({ store }, room, changes) {
  chosen.set(room, { ...chosen.get(room), ...changes });
  try {
    store.adopt(await patch(`conversations/${room.id}/`, changes));
  } finally {
    const others = Object.entries(chosen.get(room)).filter(([name, value]) => changes[name] !== value);
    chosen.set(room, Object.fromEntries(others));
    store.tell("room", room.id);
  }
}
