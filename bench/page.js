/**
 * What the page that is measured notes of itself. It is put into the page before its own scripts.
 *
 * `measured.frames` are the moments of all frames, `measured.keys` the milliseconds from each key to the end of the
 * frame that shows what it did, `measured.tasks` those of tasks over 50 ms.
 */
globalThis.measured = { frames: [], keys: [], tasks: [], rows: 0, elements: 0 };

globalThis.measureAnew = () => {
  Object.assign(measured, { frames: [], keys: [], tasks: [], rows: 0, elements: 0 });
};

{
  const EVERY = 10;
  const all = document.getElementsByTagName("*");
  const look = (at) => {
    measured.frames.push(at);
    if (measured.frames.length % EVERY === 0) {
      measured.rows = Math.max(measured.rows, document.getElementById("rows")?.childElementCount ?? 0);
      measured.elements = Math.max(measured.elements, all.length);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  // A message to oneself is read after the frame is laid out and painted.
  const afterFrame = (work) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => work();
      port2.postMessage(null);
    });
  let pressed = null;
  addEventListener("keydown", ({ timeStamp }) => (pressed = timeStamp), { capture: true });
  addEventListener(
    "input",
    () => {
      const since = pressed;
      afterFrame(() => measured.keys.push(performance.now() - since));
    },
    { capture: true },
  );

  const note = (list) => measured.tasks.push(...list.getEntries().map(({ duration }) => duration));
  new PerformanceObserver(note).observe({ type: "longtask" });
}
