/** A short word beside what is pointed at, in focus, or held by a finger: what its `data-tip` says. */

import { putBeside } from "./beside.js";
import { onHold } from "./hold.js";
import { make } from "./make.js";

/** Let everything on the page that has a `data-tip` show it. */
export function prepareTips() {
  const tip = make("div", { class: "tip", popover: "manual", role: "tooltip" });
  const find = (target) => target.closest?.("[data-tip]") ?? null;
  const hide = () => tip.matches(":popover-open") && tip.hidePopover();
  const show = (of) => {
    if (!of) return hide();
    tip.textContent = of.dataset.tip;
    tip.showPopover();
    return putBeside(tip, of.getBoundingClientRect(), { isAbove: true, isAtStart: true });
  };
  document.body.append(tip);
  document.addEventListener("pointerover", ({ pointerType, target }) => pointerType === "mouse" && show(find(target)));
  // A finger brings focus too, once it goes: what it held is told still.
  document.addEventListener("focusin", ({ target }) => target.matches(":focus-visible") && show(find(target)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !tip.matches(":popover-open")) return;
    event.preventDefault();
    hide();
  });
  document.addEventListener("pointerdown", hide);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  onHold(document.body, find, show);
}
