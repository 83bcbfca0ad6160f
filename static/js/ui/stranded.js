/** What was not sent to a room that one is no longer in: it is shown, to be kept elsewhere or thrown away. */

import { fetched } from "./fetching.js";

/** @param {object} app see app.js; its rooms are known */
export function watchStranded(app) {
  app.store.listen(({ kind }) => kind === "gone" && tell(app));
  tell(app);
}

async function tell(app) {
  if (!app.outbox.outside(app.store.rooms).length) return;
  (await fetched(() => import("./left-behind.js")))?.showLeftBehind(app);
}
