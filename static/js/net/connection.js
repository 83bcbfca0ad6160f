/**
 * The one socket: opened, kept alive, opened again; commands with their answers.
 *
 * States: `connecting`, `open` (after hello), `waiting` (until the next try), `ended` (will not come back by itself).
 */

import { delayOf } from "./backoff.js";
import { Requests } from "./requests.js";
import { Unanswered } from "./unanswered.js";

const PATIENCE = 10_000;
const BEAT = 20_000;
const PONG_WITHIN = 8_000;
const STEADY_AFTER = 5_000;
const CALM_DOWN = 20_000;
/** Signed out, not let in from here, or open in too many windows: to try again would change nothing, or close another. */
const OVER = new Set([4401, 4403, 4409]);

export class Connection {
  /**
   * @param {object} options
   * @param {() => WebSocket} options.open makes a socket
   * @param {(event: object) => void} options.onEvent every event that is no answer, hello first
   * @param {(state: string, code: ?number) => void} options.onState with the closing code, where there is one
   */
  constructor({ open, onEvent, onState, timers = globalThis, random = Math.random }) {
    Object.assign(this, { open, onEvent, onState, timers, random });
    this.requests = new Requests(timers);
    this.state = "waiting";
    this.attempt = 0;
    this.socket = null;
  }

  get isOpen() {
    return this.state === "open";
  }

  /** Open at once, or see whether it still is: at the start, when the network is back, when the page is looked at. */
  start() {
    if (this.isOpen) this.beat(PONG_WITHIN / 2);
    if (this.state === "waiting") this.connect();
  }

  /** The network went: what is open now is dead. */
  lost() {
    if (this.socket) this.drop(1006);
  }

  /** Send a command; resolves with the answer (`ack` or `sync.page`), rejects with `Unanswered`. */
  request(command, patience = PATIENCE) {
    if (!this.isOpen) return Promise.reject(new Unanswered("offline", "There is no connection just now."));
    const { ref, answer } = this.requests.add(patience);
    this.write({ ...command, ref });
    return answer;
  }

  /** Send a command whose answer nobody waits for. */
  send(command) {
    if (this.isOpen) this.write(command);
  }

  connect() {
    this.timers.clearTimeout(this.timer);
    this.become("connecting");
    const socket = this.open();
    this.socket = socket;
    socket.onmessage = ({ data }) => this.socket === socket && this.take(JSON.parse(data));
    socket.onclose = ({ code }) => this.socket === socket && this.drop(code);
    this.watch(PATIENCE);
  }

  take(event) {
    this.heard();
    if (event.type === "hello") this.welcome();
    if (!this.requests.answer(event)) this.onEvent(event);
  }

  welcome() {
    this.steady = this.timers.setTimeout(() => (this.attempt = 0), STEADY_AFTER);
    this.become("open");
  }

  // Whatever came shows that somebody is there: the next beat is due later.
  heard() {
    this.timers.clearTimeout(this.silence);
    this.timers.clearTimeout(this.pulse);
    this.pulse = this.timers.setTimeout(() => this.beat(PONG_WITHIN), BEAT);
  }

  beat(within) {
    this.send({ type: "ping" });
    this.watch(within);
  }

  watch(within) {
    this.timers.clearTimeout(this.silence);
    this.silence = this.timers.setTimeout(() => this.drop(1006), within);
  }

  drop(code) {
    const { socket } = this;
    this.socket = null;
    [this.silence, this.pulse, this.steady, this.timer].forEach((timer) => this.timers.clearTimeout(timer));
    socket?.close();
    this.requests.dropAll(new Unanswered("offline", "The connection was lost."));
    const isOver = OVER.has(code);
    if (!isOver) this.plan(code);
    this.become(isOver ? "ended" : "waiting", code);
  }

  plan(code) {
    this.timer = this.timers.setTimeout(() => this.connect(), this.delayAfter(code));
    this.attempt += 1;
  }

  delayAfter(code) {
    if (code === 4408 && this.attempt === 0) return 0;
    return code === 4400 || code === 4429 ? CALM_DOWN : delayOf(this.attempt, this.random);
  }

  become(state, code = null) {
    this.state = state;
    this.onState(state, code);
  }

  write(command) {
    this.socket.send(JSON.stringify(command));
  }
}
