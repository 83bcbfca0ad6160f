/** Holding a finger on something: what a phone has in the place of hovering and of the right button. */

const HELD = 450;
const SLIP = 10;

/**
 * @param {HTMLElement} element
 * @param {(target: Element) => ?Element} find what is held, null where holding means nothing
 * @param {(held: Element) => void} act
 */
export function onHold(element, find, act) {
  let timer = null;
  let from = null;
  let isHeld = false;
  const end = () => {
    clearTimeout(timer);
    timer = null;
  };
  element.addEventListener("pointerdown", (event) => {
    end();
    isHeld = false;
    const held = event.pointerType !== "mouse" && find(event.target);
    if (!held) return;
    from = event;
    timer = setTimeout(() => {
      timer = null;
      isHeld = true;
      act(held);
    }, HELD);
  });
  element.addEventListener("pointermove", (event) => {
    if (timer && Math.hypot(event.x - from.x, event.y - from.y) > SLIP) end();
  });
  ["pointerup", "pointercancel"].forEach((name) => element.addEventListener(name, end));
  // What the browser makes of the same touch: a menu of its own, and a click when the finger goes.
  element.addEventListener("contextmenu", (event) => (timer || isHeld) && event.preventDefault());
  // A click by key has no detail, and nothing to do with it.
  element.addEventListener("click", (event) => isHeld && event.detail && event.stopPropagation(), true);
}
