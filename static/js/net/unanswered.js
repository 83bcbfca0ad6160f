/** Why there was no good answer: `code` is the server's, or `offline`, or `timeout`; `retryAfter` is in seconds. */
export class Unanswered extends Error {
  constructor(code, detail, { retryAfter = null, fields = null } = {}) {
    super(detail);
    Object.assign(this, { code, retryAfter, fields });
  }

  /** Whether the same again may succeed. */
  get isPassing() {
    return ["offline", "timeout", "rate_limited", "unavailable"].includes(this.code);
  }
}
