/** Dialogs: opened, closed, and the one that asks whether it is meant. Escape and focus are the browser's. */

import { keepWithinReach } from "./live.js";
import { byId } from "./make.js";

/** Let the buttons marked `data-close` and a click beside a dialog close it, and what is said be heard in it. */
export function prepareDialogs() {
  keepWithinReach(["announcer", "toasts"].map(byId).filter(Boolean));
  document.querySelectorAll("dialog").forEach(prepareDialog);
}

/** The same for a dialog that was made later. */
export function prepareDialog(dialog) {
  dialog.querySelectorAll("[data-close]").forEach((button) => button.addEventListener("click", () => dialog.close()));
  dialog.addEventListener("click", (event) => event.target === dialog && isBeside(dialog, event) && dialog.close());
}

/** Ask before something that can't be undone; resolves with whether it is meant. */
export function confirm({ title, text, yes }) {
  const dialog = byId("confirm");
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  byId("confirm-yes").textContent = yes;
  const goBack = wayBackTo(document.activeElement);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const answered = () => {
      goBack();
      resolve(dialog.returnValue === "yes");
    };
    dialog.addEventListener("close", answered, { once: true });
  });
}

/** Show in `element` why something was not done, or with null nothing. */
export function showError(element, error) {
  element.hidden = !error;
  element.textContent = error?.message ?? "";
}

// The browser finds it, unless its row was drawn anew meanwhile.
function wayBackTo(element) {
  const row = element?.closest("[data-key]");
  const rows = row?.parentElement;
  return () => {
    if (!row || row.isConnected) return;
    rows.querySelector(`[data-key="${CSS.escape(row.dataset.key)}"]`)?.focus({ preventScroll: true });
  };
}

// A key's click on a button inside has no place; only a pointer can be beside.
function isBeside(dialog, { clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
