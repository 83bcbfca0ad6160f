/**
 * What of a room asks for its member's attention, by what they want to be told of there. Pure.
 *
 * `isUnread`: something is unread that they want to know of. `calls`: how many messages call them by name, with
 * everybody, or because only two are in the room.
 */
export function attentionOf(room) {
  const { notifications, kind } = room.noun;
  if (notifications === "nothing") return { isUnread: false, calls: 0 };
  const { unread, mentions } = room.counts;
  const isAll = notifications === "all";
  return { isUnread: isAll ? unread > 0 : mentions > 0, calls: isAll && kind === "direct" ? unread : mentions };
}

/** The attention of many rooms as one. */
export function sum(those) {
  return {
    isUnread: those.some((each) => each.isUnread),
    calls: those.reduce((all, each) => all + each.calls, 0),
  };
}
