/**
 * A part of a room's history from further back, whole from `first` to `last`, as it is shown to somebody who follows a
 * link to an old message. It grows at both ends until it meets the latest. Pure; never changed, only replaced.
 */
export class Stretch {
  /** @param {number} first @param {number} last sequences @param {boolean} hasOlder whether there is more before it */
  constructor(first, last, hasOlder) {
    Object.assign(this, { first, last, hasOlder });
  }

  /** The stretch with a page more at its beginning. */
  from(first, hasOlder) {
    return new Stretch(first, this.last, hasOlder);
  }

  /** The stretch with a page more at its end; an empty page leaves it as it is. */
  upTo(last = this.last) {
    return new Stretch(this.first, last, this.hasOlder);
  }

  /** Those of the messages that stand in it, in their places. */
  of(messages) {
    return [...messages.values()]
      .filter(({ sequence }) => sequence >= this.first && sequence <= this.last)
      .sort((one, other) => one.sequence - other.sequence);
  }
}
