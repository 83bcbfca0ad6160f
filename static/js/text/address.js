/** The id of the message that the page's address names, /rooms/<id>/#message-<id>; null where it names none. */
export function messageInAddress() {
  return location.hash.match(/^#message-([0-9a-f-]{36})$/)?.[1] ?? null;
}
