/** Whoever deletes their account leaves nothing on this device either. */

import { leaveDevice } from "./store/leaving.js";
import { openVault } from "./store/vault.js";

const form = document.getElementById("delete-account");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { user } = form.dataset;
  await leaveDevice(user, await openVault(user));
  form.submit();
});
