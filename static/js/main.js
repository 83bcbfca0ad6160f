/** The page of the rooms: what the server put into it, and the start. */

import { App } from "./app.js";
import { tellTimeZone } from "./net/time-zone.js";
import { openVault } from "./store/vault.js";
import { byId } from "./ui/make.js";
import { watchStranded } from "./ui/stranded.js";
import "./sign-out.js";

const start = JSON.parse(byId("start").textContent);
const app = new App(start, await openVault(start.user.id));
app.begin(start);
watchStranded(app);
tellTimeZone(start.time_zone);
// Where a browser allows none, it shows its own page when there is no connection.
navigator.serviceWorker?.register("/offline-worker.js").catch(() => {});
