/** A film, a book or music in words. */

import { icon, make } from "./make.js";

const KINDS = { movie: "Film", book: "Book", music: "Music" };

/** "Film · Paul King · 2017" */
export function factsOf({ kind, creator, year }) {
  return [KINDS[kind], creator, year].filter(Boolean).join(" · ");
}

/** Its title, as a link where there is an address. */
export function titleOf({ title, link }) {
  if (!/^https?:\/\//.test(link)) return make("span", { text: title });
  const attributes = { href: link, target: "_blank", rel: "noopener noreferrer", title: "Opens in a new tab" };
  return make("a", attributes, title, icon("arrow-out"));
}
