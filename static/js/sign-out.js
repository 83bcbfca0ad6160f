/** Who signs out leaves nothing that they wrote on the device. */

import { openVault } from "./store/vault.js";
import { count } from "./text/words.js";
import { confirm } from "./ui/dialog.js";

const form = document.getElementById("sign-out");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});

async function leave() {
  const vault = await openVault(form.dataset.user);
  const unsent = vault.all("outbox").length;
  if (unsent && !(await isMeant(unsent))) return;
  await vault.forget();
  form.dataset.leaving = "";
  form.submit();
}

function isMeant(unsent) {
  const text = `${count(unsent, "message")} of yours could not be sent so far. Signing out deletes what was not sent from this device.`;
  return confirm({ title: "Sign out?", text, yes: "Sign out" });
}
