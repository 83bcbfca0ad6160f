/**
 * Leaving a device: nothing stays on it of what somebody wrote, looked for or chose there.
 *
 * @param {string} me the user's id @param {import("./vault.js").Vault} vault theirs @param {Storage} storage
 */
export async function leaveDevice(me, vault, storage = localStorage) {
  await vault.forget();
  const mine = Object.keys(storage).filter((key) => key.startsWith("unafied.") && key.split(".").includes(me));
  mine.forEach((key) => storage.removeItem(key));
}
