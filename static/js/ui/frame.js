/** Work that is asked for often and done once, before the next frame is painted. */
export function onceAFrame(work) {
  let isPlanned = false;
  const run = () => {
    isPlanned = false;
    work();
  };
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(run);
  };
}
