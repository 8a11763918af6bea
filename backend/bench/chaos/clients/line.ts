/**
 * A socket line that a client keeps whatever happens: it connects again, it leaves a line that fell silent, and if its client
 * is one that moves it goes to the other api. One question at a time is asked on it.
 */
import type { JoinReply } from '@gantry/shared/live';
import { io, type Socket } from 'socket.io-client';

export type LineHome = {
  /** The addresses it may use, the first one first. */
  origins: readonly string[];
  key: string;
  /** Whether it goes to the next address when the line breaks, or stays with its own. */
  moves: boolean;
};

type Received = (() => void) | undefined;

export type LineDuty<Frame> = {
  /** What is asked after each connect and each gap. */
  question(): { event: 'join' | 'follow'; request: object };
  joined(reply: JoinReply & { ok: true }): Promise<void> | void;
  /** The name its frames come under, and what is done with them. */
  frames: 'log:frame' | 'wall:frame';
  take(frame: Frame): void;
};

export type Line = {
  readonly origin: string;
  /** True while a question is open: what comes now is what the client missed. */
  readonly asking: boolean;
  ask(): void;
  close(): void;
};

/** Frames come at least once a second: after so long without one the line is dead. */
const silenceMs = 5_000;
const replyMs = 3_000;

/** Asks on one connection: one question at a time, again when it fails, and once more when it was wanted meanwhile. */
const askOn = <Frame>(socket: Socket, { question, joined }: LineDuty<Frame>) => {
  let asking = false;
  let again = false;
  let over = false;
  const done = (failed: boolean): void => {
    if (over) return;
    asking = false;
    if (failed) setTimeout(ask, 200);
    else if (again) ask();
  };
  const ask = (): void => {
    if (over || !socket.connected) return;
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    again = false;
    const { event, request } = question();
    socket.timeout(replyMs).emit(event, request, (error: Error | null, reply: JoinReply) => {
      if (over) return;
      if (error || !reply.ok) return done(true);
      Promise.resolve(joined(reply)).then(
        () => done(false),
        () => done(true),
      );
    });
  };
  return {
    get asking() {
      return asking;
    },
    ask,
    /** A new connection: what was asked on the former one is not answered any more. */
    anew: (): void => {
      asking = false;
      ask();
    },
    end: (): void => {
      over = true;
    },
  };
};

type Connection = { asker: ReturnType<typeof askOn>; heardAt(): number; close(): void };

const connect = <Frame>(origin: string, key: string, duty: LineDuty<Frame>): Connection => {
  let heardAt = Date.now();
  const socket = io(origin, {
    transports: ['websocket'],
    auth: { key },
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
    timeout: 3_000,
  });
  const asker = askOn(socket, duty);
  socket.on(duty.frames, (frame: Frame, received: Received) => {
    heardAt = Date.now();
    duty.take(frame);
    received?.();
  });
  socket.on('connect', asker.anew);
  return {
    asker,
    heardAt: () => heardAt,
    close: () => {
      asker.end();
      socket.removeAllListeners();
      socket.close();
    },
  };
};

/** Opens the line and keeps it until `close`. */
export const openLine = <Frame>({ origins, key, moves }: LineHome, duty: LineDuty<Frame>): Line => {
  let at = 0;
  const originNow = (): string => origins[at % origins.length] ?? '';
  let connection = connect(originNow(), key, duty);
  const watching = setInterval(() => {
    if (Date.now() - connection.heardAt() <= silenceMs) return;
    connection.close();
    if (moves) at++;
    connection = connect(originNow(), key, duty);
  }, 500);
  return {
    get origin() {
      return originNow();
    },
    get asking() {
      return connection.asker.asking;
    },
    ask: () => connection.asker.ask(),
    close: () => {
      clearInterval(watching);
      connection.close();
    },
  };
};
