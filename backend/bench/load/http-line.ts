/** One keep-alive HTTP connection on a bare socket: a load generator must not cost more than what it measures. */
import { connect, type Socket } from 'node:net';

export type Answer = { status: number; body: string };
export type Line = { send(request: Buffer): void; readonly waiting: number; end(): void };

const headEnd = Buffer.from('\r\n\r\n');

/** Cuts the first whole answer off what has arrived. */
const cut = (bytes: Buffer): { answer: Answer; rest: Buffer } | undefined => {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const whole = end + 4 + length;
  if (bytes.length < whole) return undefined;
  return {
    answer: { status: Number(head.slice(9, 12)), body: bytes.toString('utf8', end + 4, whole) },
    rest: bytes.subarray(whole),
  };
};

/** Opens a line. Requests sent while others wait are pipelined; `onAnswer` is called in their order. */
export const openLine = async (
  origin: string,
  onAnswer: (answer: Answer) => void,
  onEnd: (unanswered: number) => void = () => undefined,
): Promise<Line> => {
  const { hostname, port } = new URL(origin);
  let pending: Buffer = Buffer.alloc(0);
  let waiting = 0;
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened: Socket = connect({ host: hostname, port: Number(port), noDelay: true }, () => resolve(opened));
    opened.once('error', reject);
  });
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let next = cut(pending); next; next = cut(pending)) {
      pending = next.rest;
      waiting--;
      onAnswer(next.answer);
    }
  });
  socket.on('error', () => undefined);
  socket.on('close', () => onEnd(waiting));
  return {
    send: (request) => {
      waiting++;
      socket.write(request);
    },
    get waiting() {
      return waiting;
    },
    end: () => socket.end(),
  };
};
