/** A passing word at the edge of the page: what could not be done, or that something was. */

import { byId, make } from "./make.js";

const STAYS = 6_000;

/** @param {string} text @param {{isBad?: boolean}} options */
export function toast(text, { isBad = false } = {}) {
  const element = make("p", { class: `toast${isBad ? " toast--bad" : ""}`, text });
  byId("toasts").append(element);
  setTimeout(() => element.remove(), STAYS);
}

/** Say why something was not done. */
export const complain = (error) => toast(error.message, { isBad: true });
