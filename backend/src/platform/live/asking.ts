/**
 * What a socket may ask: to join a room, to follow events, to leave. Each request is checked, answered, and ends what the
 * same socket asked of the same kind before.
 */
import type { Caller } from '@gantry/shared/caller';
import type { ClientToServer, JoinReply, ServerToClient } from '@gantry/shared/live';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import { z } from 'zod';
import { messageOf } from '../../kernel/errors.ts';
import { openSockets } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import type { CatchUp, Listener, Missed } from './catch-up.ts';
import { type Following, isGroup } from './following.ts';
import type { Line, Lines } from './line.ts';
import type { JoinedRoom, OpenRoom } from './room.ts';

/** What is known of a socket: who is behind it since it connected, and how often it asked of late. */
export type SocketState = { caller: Caller; second: number; asked: number };
export type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketState>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketState>;

/** The rooms as they stand open in this process. */
export type Open = { joined: readonly { declared: JoinedRoom; open: OpenRoom }[]; following: Following };

/** A socket that asks more than this a second is dropped. */
const askLimit = 20;

const tooOften = ({ data }: LiveSocket): boolean => {
  const second = Math.floor(Date.now() / 1_000);
  data.asked = data.second === second ? data.asked + 1 : 1;
  data.second = second;
  return data.asked > askLimit;
};

const roomName = z.string().max(200);
/** Pages are acknowledged by clients that say so; others are told as fast as their line takes it. */
const asking = { after: z.int().min(0).optional(), acks: z.boolean().optional() };
const joinRequest = z.object({ room: roomName, ...asking });
const followRequest = z.object({ events: z.array(z.string().min(1).max(120)).max(100), ...asking });
const leaveRequest = z.object({ room: roomName });

/** Longer than a page is waited for, so that an acknowledgement that never comes is forgotten. */
const ackMs = 15_000;
/** What a socket asks for when it follows: one thing, whatever the names. */
const followed = 'follow';

const malformed: JoinReply = { ok: false, reason: 'malformed' };
const notAdmitted: JoinReply = { ok: false, reason: 'not_admitted' };

/** Says pages to a socket: as fast as its line takes them, or waiting for its word that it has each. */
const listenerOf = (socket: LiveSocket, { line, acks }: { line: Line | undefined; acks: boolean }): Listener => ({
  unsent: () => line?.unsent ?? 0,
  say: (page, stop) =>
    new Promise((done) => {
      const emitter = acks ? socket.timeout(ackMs) : socket;
      const received = acks ? [() => done()] : [];
      if (page.name === 'log:frame') emitter.emit(page.name, page.frame, ...received);
      else emitter.emit(page.name, page.frame, ...received);
      if (acks) stop.addEventListener('abort', () => done(), { once: true });
      else done();
    }),
});

/** One socket, and what it is being told, by what it asked for: another request for the same takes the place of the first. */
type Member = {
  socket: LiveSocket;
  line: Line | undefined;
  catchUp: CatchUp;
  running: Map<string, AbortController>;
  /** The audiences it is in, by the rooms it asked for. */
  audiences: Map<string, string>;
};

const begin = ({ running, socket }: Member, what: string): AbortSignal => {
  running.get(what)?.abort();
  const mine = new AbortController();
  if (!socket.connected) mine.abort();
  running.set(what, mine);
  return mine.signal;
};

/** What a room is given of a member that it lets in. */
const newcomer = (
  { socket, line, catchUp }: Member,
  { after, acks = false }: { after?: number | undefined; acks?: boolean | undefined },
  stop: AbortSignal,
) => ({
  caller: socket.data.caller,
  after,
  catchUp: (missed: Missed) => catchUp(missed, listenerOf(socket, { line, acks }), stop),
  superseded: () => stop.aborted,
});

const answerJoin = async (member: Member, { joined }: Open, request: unknown): Promise<JoinReply> => {
  const parsed = joinRequest.safeParse(request);
  if (!parsed.success) return malformed;
  const { socket } = member;
  const { room } = parsed.data;
  const found = joined.find(({ declared: { name } }) => (name.endsWith(':') ? room.startsWith(name) : room === name));
  if (!found || !(await found.declared.admits(socket.data.caller, room))) return notAdmitted;
  const stop = begin(member, room);
  const join = (audience = room): void => {
    const before = member.audiences.get(room);
    if (before !== undefined && before !== audience) void socket.leave(before);
    member.audiences.set(room, audience);
    void socket.join(audience);
  };
  return found.open.enter({ room, ...newcomer(member, parsed.data, stop), join });
};

const answerFollow = async (member: Member, { following }: Open, request: unknown): Promise<JoinReply> => {
  const parsed = followRequest.safeParse(request);
  if (!parsed.success) return malformed;
  const { socket } = member;
  const { events } = parsed.data;
  if (events.length > 0 && !following.admits(socket.data.caller, events)) return notAdmitted;
  for (const room of socket.rooms) if (isGroup(room)) void socket.leave(room);
  const stop = begin(member, followed);
  if (events.length === 0) return { ok: true, seq: following.position, resync: false };
  const join = (room: string) => void socket.join(room);
  return following.follow({ ...newcomer(member, parsed.data, stop), join }, events);
};

const leave = ({ socket, running, audiences }: Member, { joined }: Open, request: unknown): void => {
  const parsed = leaveRequest.safeParse(request);
  if (!parsed.success || !joined.some(({ declared: { name } }) => parsed.data.room.startsWith(name))) return;
  const { room } = parsed.data;
  running.get(room)?.abort();
  void socket.leave(audiences.get(room) ?? room);
  audiences.delete(room);
};

type Wiring = { open: Open; lines: Lines; catchUps: () => CatchUp };

/** Lets a socket ask from now on. */
export const wire = (platform: Platform, { open, lines, catchUps }: Wiring, socket: LiveSocket): void => {
  const member: Member = {
    socket,
    line: lines.of(socket.conn),
    catchUp: catchUps(),
    running: new Map(),
    audiences: new Map(),
  };
  openSockets.inc();
  socket.on('disconnect', () => {
    openSockets.dec();
    for (const asked of member.running.values()) asked.abort();
  });
  const answering =
    (answer: typeof answerJoin) =>
    async (request: unknown, reply: unknown): Promise<void> => {
      if (tooOften(socket)) return void socket.disconnect(true);
      if (typeof reply !== 'function') return;
      try {
        reply(await answer(member, open, request));
      } catch (error) {
        // Not what it asked for: the name of a tracking page's room is its link.
        platform.logger.warn({ error: messageOf(error) }, 'a socket’s request failed');
        reply({ ok: false, reason: 'unavailable' } satisfies JoinReply);
      }
    };
  socket.on('join', answering(answerJoin));
  socket.on('follow', answering(answerFollow));
  socket.on('leave', (request) => leave(member, open, request));
};
