/**
 * The typed Socket.IO server. Every api process follows the log once and feeds it to the rooms that contexts declare, so
 * there is nothing to fan out between processes: sequence numbers are the log's, and a client may change processes between
 * two frames.
 */
import type { Server as HttpServer } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '@gantry/shared/caller';
import { Server, type Socket } from 'socket.io';
import { Refusal } from '../../kernel/errors.ts';
import type { Shown } from '../http/admission.ts';
import { isSecure } from '../http/browser/cookies.ts';
import { headOf } from '../log/event-log.ts';
import { follow } from '../log/subscribe.ts';
import type { Platform } from '../platform.ts';
import { type LiveServer, type LiveSocket, type Open, type SocketState, wire } from './asking.ts';
import { createCatchUps } from './catch-up.ts';
import { openFollowing } from './following.ts';
import { type Lines, watchLines } from './line.ts';
import { openLogPulse } from './log-pulse.ts';
import { isFollowed, isJoined, type LogWindow, type Opening, type Room, type Say, type Voice } from './room.ts';

export type Live = {
  /** Follows the log and feeds the rooms until `stop`. */
  run(stop: AbortSignal): Promise<void>;
  /**
   * Asks anew who is behind the sockets of these callers: whoever is let in no longer is sent away for good, whose rights are
   * others than before comes again.
   */
  askAnew(callerIds: readonly string[]): void;
  /** The ids of those who are connected. */
  callers(): string[];
  /** Lets every socket come again, so that who is behind it is asked anew. */
  reconnect(): void;
  /** Lets nobody in any more, ends every line so that its client comes again, and closes rooms and the HTTP server. */
  close(): Promise<void>;
};

export type LiveOptions = {
  rooms: readonly Room[];
  /** Turns what the handshake shows into a caller. Throws a Refusal for a proof that is none. */
  identify(shown: Shown): Promise<Caller>;
};

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
const shownBy = (
  { auth, headers, secure }: Pick<Socket['handshake'], 'auth' | 'headers' | 'secure'>,
  publicOrigin: string | null,
): Shown => {
  const key = textIn(auth.key);
  // Whoever claims TLS decides only which of its own cookies is read, so nobody has to be believed for it.
  const encrypted = secure || headers['x-forwarded-proto'] === 'https';
  return {
    authorization: key === undefined ? undefined : `Bearer ${key}`,
    // A page for everybody says that it wants to be nobody: its browser sends the cookies of whoever works here as well.
    cookie: auth.anonymous === true ? undefined : headers.cookie,
    secure: isSecure({ encrypted, host: headers.host }, publicOrigin),
    merchant: textIn(auth.merchant),
    // Behind a proxy it would be the proxy's.
    address: undefined,
    agent: headers['user-agent'],
  };
};

/** What a client that is not let in is told: that its proof is none, or which right it lacks. */
const refusalWord = (error: unknown): string => {
  if (!(error instanceof Refusal)) return 'unavailable';
  return error.kind === 'unauthenticated' ? 'key_refused' : error.code;
};

type Identify = (handshake: Socket['handshake']) => Promise<Caller>;

const openServer = (http: HttpServer, identify: Identify): LiveServer => {
  const io: LiveServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: 64_000,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    // CORS does not guard WebSockets; this does.
    allowRequest: (request, done) => done(null, sameOrigin(request.headers.origin, request.headers.host)),
  });
  io.use((socket, next) => {
    identify(socket.handshake).then(
      (caller) => {
        Object.assign(socket.data, { caller, second: 0, asked: 0 } satisfies SocketState);
        next();
      },
      (error) => next(new Error(refusalWord(error))),
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

/** Asks anew who is behind a socket. While nobody can be asked it stays: whoever asks for this does so again. */
const askAgain = async (socket: LiveSocket, lines: Lines, identify: Identify): Promise<void> => {
  const before = socket.data.caller;
  try {
    const caller = await identify(socket.handshake);
    if (caller.id !== before.id) socket.disconnect(true);
    // Without a farewell: a client that is sent away does not come back by itself, one whose line broke does.
    else if (!isDeepStrictEqual(caller, before)) lines.of(socket.conn)?.close();
  } catch (error) {
    if (error instanceof Refusal) socket.disconnect(true);
  }
};

/** Opens the socket server on an HTTP server, every room at the head of the log. */
export const openLive = async (
  platform: Platform,
  http: HttpServer,
  { rooms, identify }: LiveOptions,
): Promise<Live> => {
  let position = await headOf(platform.database);
  const identifyAt: Identify = (handshake) => identify(shownBy(handshake, platform.config.publicOrigin));
  const io = openServer(http, identifyAt);
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
    askAnew: (callerIds) => {
      for (const socket of io.sockets.sockets.values())
        if (callerIds.includes(socket.data.caller.id)) void askAgain(socket, lines, identifyAt);
    },
    callers: () => [...new Set([...io.sockets.sockets.values()].map(({ data }) => data.caller.id))],
    reconnect: () => {
      for (const line of lines.all()) line.close();
    },
    close: async () => {
      for (const one of open.joined) one.open.close?.();
      open.following.close();
      pulse.close();
      await closeServer(http, io, lines);
    },
  };
};
