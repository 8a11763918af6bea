/**
 * The typed Socket.IO server. Every api process follows the log itself and speaks to its own clients, so there is nothing
 * to fan out between processes: sequence numbers are the log's, and a client may change processes between two frames.
 */
import type { Server as HttpServer } from 'node:http';
import type { Caller } from '@gantry/shared/caller';
import type { ClientToServer, JoinReply, Room, ServerToClient } from '@gantry/shared/live';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { openSockets } from './metrics.ts';
import type { Platform } from './platform.ts';

export type LiveServer = Server<ClientToServer, ServerToClient>;
export type LiveSocket = Socket<ClientToServer, ServerToClient>;

export type LiveRoom = {
  /** `wall`, or a prefix ending in a colon: `track:`. */
  name: string;
  /** Whether the caller may join; asked at every join. */
  admits(caller: Caller, room: string): boolean | Promise<boolean>;
  /** Called after the socket is in the room; sends what it missed after `after`. */
  joined(socket: LiveSocket, room: string, after: number | undefined): Promise<JoinReply>;
};

const joinRequest = z.object({ room: z.string().max(200), after: z.int().min(0).optional() });
const callers = new WeakMap<object, Caller>();

/** A socket that asks more than this a second is dropped. */
const askLimit = 20;

const wire = (platform: Platform, rooms: readonly LiveRoom[], socket: LiveSocket): void => {
  openSockets.inc();
  socket.on('disconnect', () => openSockets.dec());
  let asked = 0;
  const refill = setInterval(() => {
    asked = 0;
  }, 1_000);
  socket.on('disconnect', () => clearInterval(refill));
  socket.on('join', async (request, reply) => {
    if (++asked > askLimit) return void socket.disconnect(true);
    if (typeof reply !== 'function') return;
    const parsed = joinRequest.safeParse(request);
    if (!parsed.success) return reply({ ok: false, reason: 'malformed' });
    const { room, after } = parsed.data;
    const declared = rooms.find(({ name }) => (name.endsWith(':') ? room.startsWith(name) : room === name));
    const caller = callers.get(socket);
    try {
      if (!declared || !caller || !(await declared.admits(caller, room)))
        return reply({ ok: false, reason: 'not_admitted' });
      await socket.join(room);
      reply(await declared.joined(socket, room, after));
    } catch (error) {
      platform.logger.warn({ error, room }, 'join failed');
      reply({ ok: false, reason: 'unavailable' });
    }
  });
  socket.on('leave', (request) => {
    const parsed = z.object({ room: z.string().max(200) }).safeParse(request);
    if (parsed.success) void socket.leave(parsed.data.room as Room);
  });
};

/** True when a browser's page may open a socket here: its own origin, or no browser at all. */
const sameOrigin = (origin: string | undefined, host: string | undefined): boolean => {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
};

/** Starts the socket server on an HTTP server. `identify` turns the handshake's key into a caller; undefined refuses it. */
export const openLive = (
  platform: Platform,
  http: HttpServer,
  {
    rooms,
    identify,
  }: { rooms: readonly LiveRoom[]; identify: (key: string | undefined) => Promise<Caller | undefined> },
): LiveServer => {
  const io: LiveServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: 64_000,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    // CORS does not guard WebSockets; this does.
    allowRequest: (request, done) => done(null, sameOrigin(request.headers.origin, request.headers.host)),
  });
  io.use((socket, next) => {
    const key: unknown = socket.handshake.auth.key;
    identify(typeof key === 'string' && key !== '' ? key : undefined).then(
      (caller) => {
        if (!caller) return next(new Error('key_refused'));
        callers.set(socket, caller);
        next();
      },
      () => next(new Error('unavailable')),
    );
  });
  io.on('connection', (socket) => wire(platform, rooms, socket));
  return io;
};

/** Closes the sockets of a key that was revoked. */
export const dropKey = (io: LiveServer, keyId: string): void => {
  for (const socket of io.sockets.sockets.values()) if (callers.get(socket)?.id === keyId) socket.disconnect(true);
};
