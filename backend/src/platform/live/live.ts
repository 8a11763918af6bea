/**
 * The typed Socket.IO server. Every api process follows the log once and feeds it to the rooms that contexts declare, so
 * there is nothing to fan out between processes: sequence numbers are the log's, and a client may change processes between
 * two frames.
 */
import type { Server as HttpServer } from 'node:http';
import type { Caller } from '@gantry/shared/caller';
import type { ClientToServer, JoinReply, ServerToClient } from '@gantry/shared/live';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { messageOf } from '../../kernel/errors.ts';
import { headOf } from '../log/event-log.ts';
import { follow } from '../log/subscribe.ts';
import { openSockets } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import { type Following, openFollowing } from './following.ts';
import {
  isFollowed,
  isJoined,
  type JoinedRoom,
  type LogWindow,
  type OpenRoom,
  type Room,
  type Say,
  type Voice,
} from './room.ts';

/** What is known of a socket: who is behind it since it connected, what it follows, how often it asked of late. */
type SocketState = {
  caller: Caller;
  /** The request it follows by; a later one supersedes it. */
  follows?: { room?: string };
  second: number;
  asked: number;
};
type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketState>;
type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketState>;

export type Live = {
  /** Follows the log and feeds the rooms until `stop`. */
  run(stop: AbortSignal): Promise<void>;
  /** Closes the sockets of callers that are no longer who they were. */
  drop(callerIds: readonly string[]): void;
  /** Lets every socket come again, so that who is behind it is asked anew. */
  reconnect(): void;
  /** Closes every socket, every room and the HTTP server. */
  close(): Promise<void>;
};

export type LiveOptions = {
  rooms: readonly Room[];
  /** Turns the handshake's key into a caller; undefined refuses it. */
  identify(key: string | undefined): Promise<Caller | undefined>;
};

const joinRequest = z.object({ room: z.string().max(200), after: z.int().min(0).optional() });
const followRequest = z.object({
  events: z.array(z.string().min(1).max(120)).max(100),
  after: z.int().min(0).optional(),
});
const leaveRequest = z.object({ room: z.string().max(200) });

/** A socket that asks more than this a second is dropped. */
const askLimit = 20;

const tooOften = ({ data }: LiveSocket): boolean => {
  const second = Math.floor(Date.now() / 1_000);
  data.asked = data.second === second ? data.asked + 1 : 1;
  data.second = second;
  return data.asked > askLimit;
};

/** The rooms as they stand open in this process. */
type Open = { joined: readonly { declared: JoinedRoom; open: OpenRoom }[]; following: Following };

const sayTo =
  (target: { emit(name: string, ...what: unknown[]): unknown }): Say =>
  (name, ...what) =>
    void target.emit(name, ...what);

const malformed: JoinReply = { ok: false, reason: 'malformed' };
const notAdmitted: JoinReply = { ok: false, reason: 'not_admitted' };

const answerJoin = async (socket: LiveSocket, { joined }: Open, request: unknown): Promise<JoinReply> => {
  const parsed = joinRequest.safeParse(request);
  if (!parsed.success) return malformed;
  const { room, after } = parsed.data;
  const found = joined.find(({ declared: { name } }) => (name.endsWith(':') ? room.startsWith(name) : room === name));
  if (!found || !(await found.declared.admits(socket.data.caller, room))) return notAdmitted;
  return found.open.enter({ room, after, say: sayTo(socket), join: () => void socket.join(room) });
};

const answerFollow = async (socket: LiveSocket, { following }: Open, request: unknown): Promise<JoinReply> => {
  const parsed = followRequest.safeParse(request);
  if (!parsed.success) return malformed;
  const { events, after } = parsed.data;
  if (events.length > 0 && !following.admits(socket.data.caller, events)) return notAdmitted;
  const before = socket.data.follows?.room;
  if (before !== undefined) void socket.leave(before);
  const mine: SocketState['follows'] = {};
  socket.data.follows = mine;
  if (events.length === 0) return { ok: true, seq: following.position, resync: false };
  const follower = {
    after,
    say: sayTo(socket),
    superseded: () => socket.data.follows !== mine || !socket.connected,
    join: (room: string) => {
      mine.room = room;
      void socket.join(room);
    },
  };
  return following.follow(follower, events);
};

const wire = (platform: Platform, open: Open, socket: LiveSocket): void => {
  openSockets.inc();
  socket.on('disconnect', () => openSockets.dec());
  const answering =
    (answer: typeof answerJoin) =>
    async (request: unknown, reply: unknown): Promise<void> => {
      if (tooOften(socket)) return void socket.disconnect(true);
      if (typeof reply !== 'function') return;
      try {
        reply(await answer(socket, open, request));
      } catch (error) {
        platform.logger.warn({ error: messageOf(error), request }, 'a socket’s request failed');
        reply({ ok: false, reason: 'unavailable' } satisfies JoinReply);
      }
    };
  socket.on('join', answering(answerJoin));
  socket.on('follow', answering(answerFollow));
  socket.on('leave', (request) => {
    const parsed = leaveRequest.safeParse(request);
    if (parsed.success && open.joined.some(({ declared: { name } }) => parsed.data.room.startsWith(name)))
      void socket.leave(parsed.data.room);
  });
};

/** True when a browser's page may open a socket here: its own origin, or no browser at all. */
const sameOrigin = (origin: string | undefined, host: string | undefined): boolean => {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
};

const openServer = (http: HttpServer, identify: LiveOptions['identify']): LiveServer => {
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
        Object.assign(socket.data, { caller, second: 0, asked: 0 } satisfies SocketState);
        next();
      },
      () => next(new Error('unavailable')),
    );
  });
  return io;
};

/** Feeds a window to every room; a room that fails keeps nothing from the others. */
const feeder = (platform: Platform, { joined, following }: Open): ((window: LogWindow) => void) => {
  const names = new Map(
    joined.flatMap(({ declared: { events }, open }) => (events ? [[open, new Set(events.map((e) => e.name))]] : [])),
  );
  return (window) => {
    for (const { declared, open } of joined) {
      const carried = names.get(open);
      try {
        open.take(carried ? { ...window, events: window.events.filter(({ name }) => carried.has(name)) } : window);
      } catch (error) {
        platform.logger.error({ error, room: declared.name }, 'a room failed');
      }
    }
    following.take(window);
  };
};

/** Opens the socket server on an HTTP server, every room at the head of the log. */
export const openLive = async (
  platform: Platform,
  http: HttpServer,
  { rooms, identify }: LiveOptions,
): Promise<Live> => {
  let position = await headOf(platform.database);
  const io = openServer(http, identify);
  const voice: Voice = {
    to: (room) => sayTo(io.to(room)),
    listeners: (room) => io.sockets.adapter.rooms.get(room)?.size ?? 0,
  };
  const opening = { voice, from: position };
  const open: Open = {
    joined: rooms.filter(isJoined).map((declared) => ({ declared, open: declared.open(opening) })),
    following: openFollowing(platform, rooms.filter(isFollowed), opening),
  };
  io.on('connection', (socket) => wire(platform, open, socket));
  const feed = feeder(platform, open);
  return {
    run: (stop) =>
      follow(
        platform,
        (events, to) => {
          feed({ from: position, to, events });
          position = to;
        },
        { from: position, stop },
      ),
    drop: (callerIds) => {
      for (const socket of io.sockets.sockets.values())
        if (callerIds.includes(socket.data.caller.id)) socket.disconnect(true);
    },
    reconnect: () => {
      // Without a farewell: a client that is sent away does not come back by itself, one whose line broke does.
      for (const socket of io.sockets.sockets.values()) socket.conn.close();
    },
    close: async () => {
      for (const one of open.joined) one.open.close?.();
      open.following.close();
      io.disconnectSockets(true);
      await new Promise<void>((done) => io.close(() => done()));
    },
  };
};
