/** Structured logs, one JSON line each, without secrets or people's data. */
import { writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';

export type { Logger };

/** A line that cannot be written is lost. Pino's own writer would wait for room on a full disk, and the process with it. */
const lines = {
  write: (line: string): void => {
    try {
      writeSync(1, line);
    } catch {
      // No room, or nobody reads.
    }
  },
};

/** By these names things carry secrets, or what names people. */
const unspoken = [
  'authorization',
  'password',
  'secret',
  'key',
  'email',
  'phone',
  'payload',
  'body',
  'customer',
  'shipTo',
  'billTo',
  'destination',
  'description',
];

/** What is told of an error: what went wrong and where, and none of the fields in which drivers repeat values. */
const toldOf = (error: unknown): unknown =>
  error instanceof Error
    ? { type: error.name, message: error.message, stack: error.stack, ...('code' in error ? { code: error.code } : {}) }
    : error;

/** A logger for one process. Lines go to stdout, where the supervisor files them under the home. */
export const createLogger = (process: string, level: string, to: { write(line: string): void } = lines): Logger =>
  pino(
    {
      level,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: toldOf, err: toldOf },
      redact: {
        paths: [...unspoken, ...unspoken.map((name) => `*.${name}`), 'headers.cookie', '*.headers.cookie'],
        censor: '[removed]',
      },
    },
    to,
  );
