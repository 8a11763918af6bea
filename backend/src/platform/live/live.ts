/**
 * The typed Socket.IO server. Every api process follows the log once and feeds it to the rooms that contexts declare, so
 * there is nothing to fan out between processes: sequence numbers are the log's, and a client may change processes between
 * two frames.
 */
import type { Server as HttpServer } from 'node:http';
import type { Caller } from '@gantry/shared/caller';
import { Server, type Socket } from 'socket.io';
import type { Shown } from '../http/admission.ts';
import { headOf } from '../log/event-log.ts';
import { follow } from '../log/subscribe.ts';
import type { Platform } from '../platform.ts';
import { type LiveServer, type Open, type SocketState, wire } from './asking.ts';
import { createCatchUps } from './catch-up.ts';
import { openFollowing } from './following.ts';
import { type Lines, watchLines } from './line.ts';
import { openLogPulse } from './log-pulse.ts';
import { isFollowed, isJoined, type LogWindow, type Opening, type Room, type Say, type Voice } from './room.ts';

export type Live = {
  /** Follows the log and feeds the rooms until `stop`. */
  run(stop: AbortSignal): Promise<void>;
  /** Closes the sockets of callers that are no longer who they were. */
  drop(callerIds: readonly string[]): void;
  /** Lets every socket come again, so that who is behind it is asked anew. */
  reconnect(): void;
  /** Lets the sockets of callers come again that were let in before something about those changed. */
  askAnew(changes: readonly CallerChange[]): void;
  /** Lets nobody in any more, ends every line so that its client comes again, and closes rooms and the HTTP server. */
  close(): Promise<void>;
};

/** A caller that is somebody else since then: a session or a right ended. */
export type CallerChange = { callerId: string; at: Date };

export type LiveOptions = {
  rooms: readonly Room[];
  /** Turns what the handshake shows into a caller; undefined refuses it. */
  identify(shown: Shown): Promise<Caller | undefined>;
};

/** So much may the clocks of two processes differ. */
const skewMs = 2_000;

/** Clients have so long to agree that a line ends; the process has to be gone within ten seconds. */
const farewellMs = 1_000;

const sayTo =
  (target: { emit(name: string, ...what: unknown[]): unknown }): Say =>
  (name, what) =>
    void target.emit(name, what);

const voiceOf = (io: LiveServer): Voice => ({
  to: (room) => sayTo(io.to(room)),
  listeners: (room) => io.sockets.adapter.rooms.get(room)?.size ?? 0,
});

/** True when a browser's page may open a socket here: its own origin, or no browser at all. */
const sameOrigin = (origin: string | undefined, host: string | undefined): boolean => {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
};

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** What a handshake shows: a key and a merchant among its own words, cookies as the browser sends them. */
const shownBy = ({ auth, headers }: Pick<Socket['handshake'], 'auth' | 'headers'>): Shown => {
  const key = textIn(auth.key);
  return {
    authorization: key === undefined ? undefined : `Bearer ${key}`,
    cookie: headers.cookie,
    merchant: textIn(auth.merchant),
  };
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
    const since = Date.now();
    identify(shownBy(socket.handshake)).then(
      (caller) => {
        if (!caller) return next(new Error('key_refused'));
        Object.assign(socket.data, { caller, since, second: 0, asked: 0 } satisfies SocketState);
        next();
      },
      () => next(new Error('unavailable')),
    );
  });
  return io;
};

/** Opens every room at the head of the log. */
const openRooms = (platform: Platform, rooms: readonly Room[], opening: Opening): Open => ({
  joined: rooms.filter(isJoined).map((declared) => ({ declared, open: declared.open(opening) })),
  following: openFollowing(platform, rooms.filter(isFollowed), opening),
});

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

/** Ends every line without a farewell; one whose client does not agree to the end in time is cut. */
const closeServer = async (http: HttpServer, io: LiveServer, lines: Lines): Promise<void> => {
  // Before the lines end, or those who come again at once would be let in here.
  http.close();
  const ending = lines.all();
  for (const line of ending) line.close();
  const cutting = setTimeout(() => {
    for (const line of ending) line.cut();
  }, farewellMs);
  await io.close();
  clearTimeout(cutting);
};

/** Opens the socket server on an HTTP server, every room at the head of the log. */
export const openLive = async (
  platform: Platform,
  http: HttpServer,
  { rooms, identify }: LiveOptions,
): Promise<Live> => {
  let position = await headOf(platform.database);
  const io = openServer(http, identify);
  const lines = watchLines(io);
  const voice = voiceOf(io);
  const pulse = openLogPulse(platform, () => position);
  const open = openRooms(platform, rooms, { voice, from: position, log: pulse.log });
  const wiring = { open, lines, catchUps: createCatchUps() };
  io.on('connection', (socket) => wire(platform, wiring, socket));
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
    // Without a farewell: a client that is sent away does not come back by itself, one whose line broke does.
    reconnect: () => {
      for (const line of lines.all()) line.close();
    },
    askAnew: (changes) => {
      const latest = new Map(changes.map(({ callerId, at }) => [callerId, at.getTime()]));
      for (const { data, conn } of io.sockets.sockets.values())
        if (data.since <= (latest.get(data.caller.id) ?? -Infinity) + skewMs) lines.of(conn)?.close();
    },
    close: async () => {
      for (const one of open.joined) one.open.close?.();
      open.following.close();
      pulse.close();
      await closeServer(http, io, lines);
    },
  };
};
