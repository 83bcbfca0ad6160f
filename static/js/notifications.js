/** The settings' switch for notifications on this device: the only place where the browser is asked to allow them. */

import { isWanted, want } from "./store/desktop.js";

const input = document.getElementById("desktop-notifications");
const note = document.getElementById("desktop-note");
const { user } = input.dataset;
const isKnown = "Notification" in globalThis;

input.disabled = !isKnown;
input.checked = isKnown && isWanted(user) && Notification.permission === "granted";
if (!isKnown) note.textContent = "This browser has no notifications.";

input.addEventListener("change", async () => {
  const isOn = input.checked && (await Notification.requestPermission()) === "granted";
  note.textContent = input.checked && !isOn ? "Your browser does not allow it; its settings for this page say why." : "";
  input.checked = isOn;
  want(user, isOn);
});
