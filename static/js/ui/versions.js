/** What a message said before its edits. */

import * as rest from "../net/rest.js";
import * as time from "../text/time.js";
import { cleanedHtml, make } from "./make.js";
import { Sheet } from "./sheet.js";

let sheet = null;

/** Show how a message came to say what it says. @param {object} message @param {object} app see app.js */
export function showVersions(message, app) {
  if (!sheet) {
    sheet = new Sheet("versions", "What it said before");
    app.store.listen(({ message: changed }) => changed?.id === sheet.message && changed.deleted_at && sheet.close());
  }
  sheet.message = message.id;
  sheet.body.replaceChildren();
  sheet.open();
  sheet.fill(() => load(message));
}

async function load({ conversation, id, html, edited_at: at }) {
  const { results } = await rest.get(`conversations/${conversation}/messages/${id}/history/`);
  const now = version({ html, words: `Now, since ${time.whole(at)}` });
  const before = results.map((each) => version({ ...each, words: `Until ${time.whole(each.until)}` }));
  return [make("ol", { class: "versions" }, now, ...before.reverse())];
}

function version({ html, words }) {
  const said = make("div", { class: "prose", dir: "auto" }, cleanedHtml(html));
  return make("li", { class: "version" }, make("p", { class: "version__when", text: words }), said);
}
