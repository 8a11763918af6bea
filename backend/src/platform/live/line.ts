/**
 * The line to one client: how much waits to be sent on it, and how it ends. Socket.IO keeps whatever a client does not read;
 * here a client that reads too slowly loses its line instead, comes again by itself and asks for what it missed.
 */
import type { Server } from 'socket.io';

/** More than this unsent ends a line. Frames of a room are shared by all lines that wait, so most of it is kept once. */
export const mostUnsent = 2_000_000;

export type Line = {
  /** Characters that the network has not taken yet. */
  readonly unsent: number;
  readonly open: boolean;
  /** Ends the line as the network would, which brings a client back. Nothing that waits is sent any more. */
  cut(): void;
  /** Ends the line in order: the client is told at once, and comes back as well. */
  close(): void;
};

export type Lines = {
  /** The line of a connection that is known. */
  of(connection: object): Line | undefined;
  all(): Line[];
};

type Packet = { data?: unknown };
const sizeOf = ({ data }: Packet): number =>
  typeof data === 'string' ? data.length : Buffer.isBuffer(data) ? data.byteLength : 0;

type Connection = {
  readyState: string;
  transport: { writable: boolean };
  close(discard?: boolean): void;
  on(name: string, listener: (what: Packet) => void): unknown;
};

/** A WebSocket would wait half a minute for the other side to agree that it ends, with all that is unsent. */
const terminate = ({ transport }: Connection): void => {
  const socket: unknown = Reflect.get(transport, 'socket');
  if (typeof socket !== 'object' || socket === null) return;
  const end: unknown = Reflect.get(socket, 'terminate');
  if (typeof end === 'function') end.call(socket);
};

const lineOf = (connection: Connection): Line => {
  // What is written waits in the engine until its transport is ready, then goes to it all at once.
  let written = 0;
  let handed = 0;
  const line: Line = {
    get unsent() {
      return written + (connection.transport.writable ? 0 : handed);
    },
    get open() {
      return connection.readyState === 'open';
    },
    cut: () => {
      connection.close(true);
      terminate(connection);
    },
    close: () => connection.close(),
  };
  connection.on('packetCreate', (packet) => {
    written += sizeOf(packet);
    // Once what is being said has been said: the engine is in the midst of writing.
    if (line.unsent > mostUnsent && line.open) setImmediate(line.cut);
  });
  connection.on('flush', () => {
    handed = written;
    written = 0;
  });
  return line;
};

/** Watches every connection of a server from now on. */
export const watchLines = (io: Server): Lines => {
  const lines = new Map<object, Line>();
  io.engine.on('connection', (connection: Connection) => {
    lines.set(connection, lineOf(connection));
    connection.on('close', () => void lines.delete(connection));
  });
  return { of: (connection) => lines.get(connection), all: () => [...lines.values()] };
};
