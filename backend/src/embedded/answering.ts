/**
 * Whether an embedded server still answers, asked in its own protocol with the smallest question there is. One that runs
 * and says nothing for a long time (stopped, or caught in itself) is ended, so that it is started again.
 */
import { connect } from 'node:net';
import { recordOf, send } from './process-identity.ts';
import type { RunningProcess } from './server-process.ts';

const EVERY_MS = 2_000;
const ANSWER_MS = 4_000;

/** The first words of each: any bytes that come back are an answer. */
const questions = {
  // SSLRequest: the postmaster answers it by itself, also while it recovers.
  postgres: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]),
  // Without the password it answers that one is needed, while it loads as well.
  redis: Buffer.from('PING\r\n'),
  http: Buffer.from('GET /ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
};
export type Protocol = keyof typeof questions;

/** `closed`: nobody listens (it is starting or ending), which is no silence. */
export type Answer = 'answered' | 'closed' | 'silent';

/** Asks once. */
export function ask(protocol: Protocol, port: number): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(questions[protocol]));
    const end = (answer: Answer) => {
      clearTimeout(late);
      socket.destroy();
      resolve(answer);
    };
    const late = setTimeout(() => end('silent'), ANSWER_MS);
    socket.once('data', () => end('answered'));
    socket.once('error', () => end('closed'));
    socket.once('close', () => end('closed'));
  });
}

/**
 * Kills a server that has been silent for `limitMs`. Time is what passed while we were looking: when this process itself
 * was stopped, the pause is not counted against the server.
 */
export function watchAnswers(
  server: RunningProcess,
  { protocol, port, limitMs, onSilence }: { protocol: Protocol; port: number; limitMs: number; onSilence(): void },
): void {
  const record = recordOf(server.pid);
  let silentMs = 0;
  let asking = false;
  let lookedAt = performance.now();
  const look = async (): Promise<void> => {
    const now = performance.now();
    const passed = Math.min(now - lookedAt, EVERY_MS * 2);
    lookedAt = now;
    if (silentMs > 0) silentMs += passed;
    if (!asking) {
      asking = true;
      const answer = await ask(protocol, port);
      asking = false;
      silentMs = answer === 'silent' ? Math.max(silentMs, ANSWER_MS) : 0;
    }
    if (silentMs < limitMs || server.hasExited() || !record) return;
    silentMs = 0;
    onSilence();
    send(record, 'SIGKILL');
  };
  const timer = setInterval(() => void look(), EVERY_MS).unref();
  void server.exited.then(() => clearInterval(timer));
}
