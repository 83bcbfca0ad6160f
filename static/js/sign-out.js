/** Who signs out leaves no draft on the device. */

import { Drafts } from "./store/drafts.js";

const form = document.getElementById("sign-out");
form.addEventListener("submit", () => new Drafts(localStorage, form.dataset.user).forget());
