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

/** A logger for one process. Lines go to stdout; the supervisor files them under the home. */
export const createLogger = (process: string, level: string): Logger =>
  pino(
    {
      level,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          '*.authorization',
          '*.password',
          '*.secret',
          '*.key',
          '*.email',
          '*.phone',
          'headers.authorization',
          'headers.cookie',
        ],
        censor: '[removed]',
      },
    },
    lines,
  );
