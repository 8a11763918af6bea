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

/** Opens the line and keeps it until `close`. */
export const openLine = <Frame>({ origins, key, moves }: LineHome, duty: LineDuty<Frame>): Line => {
  let at = 0;
  let socket: Socket | undefined;
  let heardAt = Date.now();
  let asking = false;
  let again = false;
  const originNow = (): string => origins[at % origins.length] ?? '';

  const ask = (): void => {
    const line = socket;
    if (!line?.connected) return;
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    again = false;
    const done = (failed: boolean): void => {
      if (line !== socket) return;
      asking = false;
      if (failed) setTimeout(ask, 200);
      else if (again) ask();
    };
    const { event, request } = duty.question();
    line.timeout(replyMs).emit(event, request, (error: Error | null, reply: JoinReply) => {
      if (line !== socket) return;
      if (error || !reply.ok) return done(true);
      Promise.resolve(duty.joined(reply)).then(
        () => done(false),
        () => done(true),
      );
    });
  };

  const connect = (): void => {
    socket?.close();
    asking = false;
    again = false;
    heardAt = Date.now();
    const line = io(originNow(), {
      transports: ['websocket'],
      auth: { key },
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      timeout: 3_000,
    });
    socket = line;
    line.on(duty.frames, (frame: Frame, received: Received) => {
      if (line !== socket) return;
      heardAt = Date.now();
      duty.take(frame);
      received?.();
    });
    line.on('connect', () => {
      if (line !== socket) return;
      asking = false;
      ask();
    });
  };
  connect();
  const watching = setInterval(() => {
    if (Date.now() - heardAt <= silenceMs) return;
    if (moves) at++;
    connect();
  }, 500);
  return {
    get origin() {
      return originNow();
    },
    get asking() {
      return asking;
    },
    ask,
    close: () => {
      clearInterval(watching);
      socket?.close();
    },
  };
};
