/** What of the page can be seen from outside: its title and its icon say whether somebody waits for one. */

import { titleOf } from "../store/store.js";
import { capped } from "../text/words.js";

const MARK = '<path d="M5 8.5v4a7 7 0 0 0 14 0v-4"/><circle cx="12" cy="7.5" r="2.6" fill="#f2bf62" stroke="none"/>';
const INK = 'fill="none" stroke="#fdf6e8" stroke-width="2.6" stroke-linecap="round"';

let drawn = "none";

/** How many messages call one stands in both; that something else is unread is a dot. @param {object} app see app.js */
export function drawAttention({ room, store }) {
  const { calls, isUnread } = store.attention;
  const sign = calls ? `(${capped(calls)}) ` : isUnread ? "• " : "";
  const title = `${sign}${room ? `${titleOf(room)} · ` : ""}Unafied`;
  if (document.title !== title) document.title = title;
  drawIcon(calls ? (calls > 9 ? "9+" : String(calls)) : isUnread ? "•" : "");
}

// As it was where nothing waits; else drawn, since a file for every number would be many.
function drawIcon(sign) {
  if (sign === drawn || (drawn === "none" && !sign)) return;
  drawn = sign;
  const link = document.querySelector('link[rel="icon"]');
  link.dataset.plain ??= link.href;
  link.href = sign ? `data:image/svg+xml,${encodeURIComponent(picture(sign))}` : link.dataset.plain;
}

function picture(sign) {
  const icon = `<rect width="32" height="32" rx="9" fill="#1d5a52"/><g transform="translate(4 4)" ${INK}>${MARK}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${icon}${badge(sign)}</svg>`;
}

function badge(sign) {
  if (sign === "•") return '<circle cx="25" cy="7" r="6" fill="#f2bf62" stroke="#1d5a52" stroke-width="2"/>';
  const font = 'font-family="sans-serif" font-weight="700" text-anchor="middle" fill="#fff"';
  const text = `<text x="21.5" y="17" font-size="${sign.length > 1 ? 13 : 17}" ${font}>${sign}</text>`;
  return `<rect x="11" y="0" width="21" height="21" rx="10.5" fill="#b3261e"/>${text}`;
}
