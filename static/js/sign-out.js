/** Signing out: asked about first where something was not sent, since nothing stays on the device. */

import { leaveDevice } from "./store/leaving.js";
import { openVault } from "./store/vault.js";
import { count } from "./text/words.js";
import { confirm } from "./ui/dialog.js";

const form = document.getElementById("sign-out");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});

async function leave() {
  const { user } = form.dataset;
  const vault = await openVault(user);
  const unsent = vault.all("outbox").length;
  if (unsent && !(await isMeant(unsent))) return;
  await leaveDevice(user, vault);
  form.dataset.leaving = "";
  form.submit();
}

function isMeant(unsent) {
  const text = `${count(unsent, "message")} of yours could not be sent so far. Signing out deletes what was not sent from this device.`;
  return confirm({ title: "Sign out?", text, yes: "Sign out" });
}
