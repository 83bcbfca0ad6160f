/** Who says a message, by name. @param {object} message @param {import("../store/store.js").Store} store */
export function speakerOf({ role, sender }, store) {
  if (role === "assistant") return "Unafied";
  return sender ? store.name(sender.id) : "Deleted account";
}
