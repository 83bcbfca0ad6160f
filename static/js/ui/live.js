/**
 * What is said aloud has to reach whoever listens: an open dialog keeps the rest of the page out, so the live regions
 * go into it, and come back when it closes.
 */

/** @param {HTMLElement[]} regions */
export function keepWithinReach(regions) {
  const follow = () => {
    const home = document.activeElement?.closest("dialog:modal") ?? document.querySelector("dialog:modal") ?? document.body;
    regions.filter((each) => each.parentElement !== home).forEach((each) => home.append(each));
  };
  document.addEventListener("focusin", follow);
  // It does not bubble.
  document.addEventListener("close", follow, true);
}
