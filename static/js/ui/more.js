/** Asking the agent for more like a work: said at once, waited for, and an end of it whatever happens. */

const LATE = 15_000;
const OVER = 60_000;
const WORDS = {
  asked: "Looking for more like it…",
  late: "Still looking. Unafied may be busy, or away for a moment.",
  over: "No answer came. Unafied may be away: try again a little later.",
};

export class More {
  /** @param {object} app see app.js */
  constructor(app) {
    Object.assign(this, { app, asks: new Map() });
  }

  /** What is to be said at a work of a card, as `{words, isWaiting}`; undefined for nothing. */
  of(card, item) {
    const ask = this.asks.get(keyOf(card, item));
    return ask && !this.isAnswered(ask) ? ask : undefined;
  }

  /** Ask, unless it is waited for already. */
  async ask({ card, conversation }, item) {
    if (this.of(card, item)?.isWaiting) return;
    const ask = { conversation, title: item.title };
    this.asks.set(keyOf(card, item), ask);
    this.say(ask, WORDS.asked, { isWaiting: true });
    try {
      const { answer } = await this.app.request({ type: "recommendation.more", recommendation: card.id, item: item.id });
      this.wait(Object.assign(ask, { answer }));
    } catch (error) {
      this.say(ask, error.message);
    }
  }

  /** The server says that there will be no answer. */
  failed({ id, detail }) {
    const ask = [...this.asks.values()].find(({ answer }) => answer === id);
    if (ask) this.say(ask, detail);
  }

  wait(ask) {
    const whileWaiting = (words, how) => ask.isWaiting && !this.isAnswered(ask) && this.say(ask, words, how);
    setTimeout(() => whileWaiting(WORDS.late, { isWaiting: true }), LATE);
    setTimeout(() => whileWaiting(WORDS.over), OVER);
  }

  isAnswered({ answer, conversation }) {
    const messages = this.app.store.rooms.get(conversation)?.messages.values() ?? [];
    return Boolean(answer) && [...messages].some((message) => message.client_id === answer);
  }

  say(ask, words, { isWaiting = false } = {}) {
    Object.assign(ask, { words, isWaiting });
    this.app.announcer.say(`${ask.title}: ${words}`);
    this.app.store.tell("messages", ask.conversation);
  }
}

const keyOf = (card, item) => `${card.id} ${item.id}`;
