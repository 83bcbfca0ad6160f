/** Where something that floats goes: beside what it belongs to, and always inside the window. */

const GAP = 6;

/** @param {HTMLElement} element shown already @param {DOMRect} rect @param {{isAbove?: boolean, isAtStart?: boolean}} wish */
export function putBeside(element, { top, bottom, left, right }, { isAbove = false, isAtStart = false } = {}) {
  const { offsetWidth: width, offsetHeight: height, style } = element;
  const fitsBelow = bottom + GAP + height <= window.innerHeight;
  const fitsAbove = top - GAP - height >= 0;
  const goesAbove = fitsAbove && (isAbove || !fitsBelow);
  const from = isAtStart ? left : right - width;
  style.left = `${Math.min(Math.max(GAP, from), window.innerWidth - width - GAP)}px`;
  const below = Math.min(bottom + GAP, window.innerHeight - height - GAP);
  style.top = `${Math.max(GAP, goesAbove ? top - height - GAP : below)}px`;
}
