/** Knows one thing: where the reader is in the timeline, and how to stay there while it changes. */

import { MOST } from "../store/window.js";

const AT_END = 48;
const SCREENS = 8;

export class Scroller {
  /** @param {HTMLElement} element what scrolls @param {HTMLElement} rows what is in it @param {() => void} onMove */
  constructor(element, rows, onMove) {
    Object.assign(this, { element, rows, onMove });
    this.isAtEnd = true;
    /** Whether the last row is the latest there is, where a reader at the end stays. */
    this.isWhole = true;
    element.addEventListener("scroll", () => this.moved(), { passive: true });
    new ResizeObserver(() => this.isAtEnd && this.toEnd()).observe(element);
    new ResizeObserver(() => this.settle()).observe(rows);
  }

  /** Change the rows; what the reader looks at stays where it is. */
  keep(change) {
    const anchor = this.isAtEnd ? null : this.anchor();
    const before = anchor?.getBoundingClientRect().top;
    change();
    // The row may have been drawn anew meanwhile: it is known by its key.
    const after = anchor && this.rows.querySelector(`[data-key="${CSS.escape(anchor.dataset.key)}"]`);
    if (this.isAtEnd) this.toEnd();
    else if (after) this.element.scrollTop += after.getBoundingClientRect().top - before;
    this.note();
  }

  toEnd({ isSmooth = false } = {}) {
    this.isAtEnd = true;
    this.element.scrollTo({ top: this.element.scrollHeight, behavior: isSmooth ? "smooth" : "instant" });
  }

  /** Scroll as the keys PageUp (-1) and PageDown (1) do. */
  page(by) {
    this.element.scrollBy({ top: by * this.element.clientHeight * 0.9 });
  }

  /** Bring a row into the middle, or with `isAtTop` under the upper edge. */
  toRow(row, { isAtTop = false, isSmooth = false } = {}) {
    this.isAtEnd = false;
    row.scrollIntoView({ block: isAtTop ? "start" : "center", behavior: isSmooth ? "smooth" : "instant" });
    this.moved();
  }

  /** The first row with a key that can be seen; lines between rows have none, since they move. */
  firstVisible() {
    const { top } = this.element.getBoundingClientRect();
    return keyed(this.search((each) => each.getBoundingClientRect().bottom > top));
  }

  // The first row of all looks different when another one comes before it; the next one stays as it is.
  anchor() {
    const row = this.firstVisible();
    const isFirst = row && row === keyed(this.rows.firstElementChild);
    return (isFirst && keyed(row.nextElementSibling)) || row;
  }

  /** The last row of which the end can be seen. */
  lastRead() {
    const { bottom } = this.element.getBoundingClientRect();
    const next = this.search((row) => row.getBoundingClientRect().bottom > bottom + 1);
    return next ? next.previousElementSibling : this.rows.lastElementChild;
  }

  /** Whether the rows take all that can be seen: those from `first` on, where they go on beyond the last one. */
  isFilled(first, hasLast) {
    const { top, bottom } = this.rows.getBoundingClientRect();
    const from = first && !hasLast ? first.getBoundingClientRect().top : top;
    return bottom - from >= this.element.clientHeight;
  }

  /** Whether a row stands above what can be seen. */
  isAbove(row) {
    return row.getBoundingClientRect().bottom <= this.element.getBoundingClientRect().top;
  }

  /** How many rows may stand here: as many as screens need, so that what is cut is never near. */
  get capacity() {
    const { offsetHeight: height, children } = this.rows;
    return height ? Math.max(MOST, Math.ceil((SCREENS * this.element.clientHeight * children.length) / height)) : MOST;
  }

  /** Whether the reader is nearer to the beginning of the rows than to their end. */
  get isNearerTop() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return !this.isAtEnd && scrollTop < scrollHeight - clientHeight - scrollTop;
  }

  get isNearTop() {
    return this.element.scrollTop < this.element.clientHeight * 1.5;
  }

  get isNearBottom() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop < clientHeight * 2.5;
  }

  moved() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    this.isAtEnd = this.isWhole && scrollHeight - scrollTop - clientHeight < AT_END;
    this.note();
    this.onMove();
  }

  // Where the row is that the reader sees first.
  note() {
    const row = this.isAtEnd ? null : this.anchor();
    this.noted = row && { row, top: row.getBoundingClientRect().top };
  }

  // What grows by itself, as a picture does when it comes, pushes nothing away from under the reader.
  settle() {
    if (this.isAtEnd) return this.toEnd();
    const by = this.noted?.row.isConnected ? this.noted.row.getBoundingClientRect().top - this.noted.top : 0;
    if (Math.abs(by) >= 1) this.element.scrollTop += by;
  }

  // Rows stand in order: halving finds the first one that `isBeyond`.
  search(isBeyond) {
    let [low, high] = [0, this.rows.children.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBeyond(this.rows.children[middle])) high = middle;
      else low = middle + 1;
    }
    return this.rows.children[low] ?? null;
  }
}

function keyed(row) {
  let found = row;
  while (found && !found.dataset.key) found = found.nextElementSibling;
  return found;
}
