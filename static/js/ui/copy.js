/** Onto the clipboard, with a word that it is there. */

import { complain, toast } from "./toast.js";

/** @param {string} text @param {string} done what is said then */
export async function copy(text, done = "Copied.") {
  try {
    await (navigator.clipboard ? navigator.clipboard.writeText(text) : copyBySelection(text));
    toast(done);
  } catch {
    complain(new Error("Your browser did not let it be copied: select it and copy it by hand."));
  }
}

// Without TLS a browser has no clipboard of its own, and this old way is the one that is left. Outside of a dialog that is
// open nothing can be selected.
function copyBySelection(text) {
  const field = document.createElement("textarea");
  const { activeElement } = document;
  field.className = "visually-hidden";
  field.value = text;
  (document.querySelector("dialog:modal") ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  activeElement?.focus();
  if (!isCopied) throw new Error("not copied");
}
