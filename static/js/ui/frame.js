/** After work that took so long, how many times as long is left to whoever types and scrolls. */
const REST = 6;

/**
 * Work that is asked for often and done once, before the next frame is painted. However much comes, and however slow
 * the device, it takes a small part of the time: a flood is drawn in larger pieces instead of one frame a message.
 * @param {() => boolean | void} work says whether it has to go on in the next frame
 */
export function onceAFrame(work) {
  let isPlanned = false;
  let restsUntil = 0;
  const plan = () => {
    isPlanned = true;
    requestAnimationFrame(run);
  };
  const run = () => {
    isPlanned = false;
    const began = performance.now();
    const goesOn = work();
    const ended = performance.now();
    restsUntil = ended + REST * (ended - began);
    if (goesOn) plan();
  };
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    const rest = restsUntil - performance.now();
    if (rest > 0) setTimeout(plan, rest);
    else plan();
  };
}

/** Let the browser do what is due before this goes on. */
export function nextTask() {
  return globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}
