/** Structured logs, one JSON line each, without secrets or people's data. */
import { type Logger, pino } from 'pino';

export type { Logger };

/** A logger for one process. Lines go to stdout; the supervisor files them under the home. */
export const createLogger = (process: string, level: string): Logger =>
  pino({
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
  });
