/** Parts of the page that are fetched when they are first asked for. */

import { complain } from "./toast.js";

/**
 * @param {() => Promise<object>} load imports the module
 * @returns {Promise<?object>} the module, null where it could not be had, which is then said
 */
export async function fetched(load) {
  try {
    return await load();
  } catch {
    complain(new Error("This could not be loaded. Try again when you are back online."));
    return null;
  }
}
