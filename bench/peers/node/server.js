/* A chat by hand: each message is committed, published, received by subscription and sent to the room's sockets.
   Started with PORT, PGHOST (the folder of PostgreSQL's socket), PGDATABASE and REDIS_SOCKET. */

import { createServer } from "node:http";
import pg from "pg";
import { createClient } from "redis";
import { WebSocketServer } from "ws";

const INSERT = "INSERT INTO messages (room, sender, content) VALUES ($1, $2, $3) RETURNING id, created_at";
const LONGEST = 4000;

const pool = new pg.Pool({ max: 10 });
const publisher = createClient({ socket: { path: process.env.REDIS_SOCKET } });
const subscriber = publisher.duplicate();
/* By name, the sockets of each room that somebody is in. */
const rooms = new Map();
let people = 0;

await Promise.all([publisher.connect(), subscriber.connect()]);
const server = createServer((request, response) => response.writeHead(404).end());
new WebSocketServer({ server, path: "/ws", perMessageDeflate: false, maxPayload: 64 * 1024 }).on("connection", enter);
server.listen(Number(process.env.PORT), "127.0.0.1");

async function enter(socket, request) {
  const room = new URL(request.url, "http://localhost").searchParams.get("room");
  const sender = ++people;
  socket.on("message", (data) => post(socket, room, sender, data));
  socket.on("close", () => leave(socket, room));
  socket.on("error", () => socket.terminate());
  await join(socket, room);
  socket.send('{"type":"welcome"}');
}

async function join(socket, room) {
  const sockets = rooms.get(room);
  if (sockets) {
    sockets.add(socket);
    return sockets.isOpen;
  }
  const first = new Set([socket]);
  rooms.set(room, first);
  /* As bytes: they go out as they came in. */
  first.isOpen = subscriber.subscribe(room, (bytes) => tell(first, bytes), true);
  return first.isOpen;
}

async function leave(socket, room) {
  const sockets = rooms.get(room);
  sockets.delete(socket);
  if (sockets.size === 0) {
    rooms.delete(room);
    await subscriber.unsubscribe(room);
  }
}

async function post(socket, room, sender, data) {
  let ref;
  try {
    const said = JSON.parse(data);
    ref = said.ref;
    if (typeof said.content !== "string" || !said.content || said.content.length > LONGEST) {
      throw new RangeError("content");
    }
    const { rows } = await pool.query({ name: "post", text: INSERT, values: [room, sender, said.content] });
    const message = { id: rows[0].id, room, sender, content: said.content, created_at: rows[0].created_at };
    await publisher.publish(room, JSON.stringify({ type: "message", message }));
    socket.send(JSON.stringify({ type: "ack", ref, id: message.id }));
  } catch (error) {
    socket.send(JSON.stringify({ type: "error", ref, error: error.name }));
  }
}

function tell(sockets, bytes) {
  for (const socket of sockets) {
    socket.send(bytes, { binary: false });
  }
}
