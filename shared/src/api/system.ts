/**
 * How the tower itself is: how far everything behind the log has got, who holds it up, what each process says it waits
 * for. `/health/ready` gives the reasons of the same figures; a figure that cannot be known at the moment is null.
 */
import { z } from 'zod';
import { instant } from '../events/define.ts';
import { endpoint } from './endpoint.ts';

const figure = z.number().nullable();

export const processRoles = ['api', 'worker'] as const;

/** Something that is not as it should be, in words and figures. */
export const trouble = z.object({
  name: z.string().describe('What it is about: a subscriber, a store, a disk, the horizon'),
  text: z.string(),
  since: instant,
  process: z.string().nullable().describe('The process that says so; null where the figures say it'),
});
export type Trouble = z.infer<typeof trouble>;

/** Who keeps the log from going on: an open transaction of a session, or a prepared one, which belongs to none. */
export const horizonHolder = z.object({
  kind: z.enum(['session', 'prepared']),
  pid: z.number().nullable(),
  application: z.string().nullable(),
  user: z.string().nullable(),
  address: z.string().nullable(),
  state: z.string().nullable().describe('As Postgres says: active, idle in transaction'),
  since: instant.nullable(),
  statement: z.string().nullable().describe('The first word of its statement'),
  transaction: z.string().nullable().describe('The name of a prepared transaction'),
});
export type HorizonHolder = z.infer<typeof horizonHolder>;

export const subscriberFigures = z.object({
  name: z.string(),
  position: figure,
  behind: figure.describe('Positions between it and the head of the log'),
  behindMs: figure.describe('Age of the oldest event that it has not read; 0 at the head'),
  waitingFor: z.string().nullable().describe('What it says it is waiting for'),
});
export type SubscriberFigures = z.infer<typeof subscriberFigures>;

export const queueFigures = z.object({
  job: z.string(),
  lane: z.string().nullable(),
  open: z.number(),
  due: z.number().describe('Open jobs whose time has come'),
  oldestDueMs: figure.describe('How long the oldest of them has been due; null when none is'),
});
export type QueueFigures = z.infer<typeof queueFigures>;

export const storeFigures = z.object({
  name: z.string(),
  ok: z.boolean(),
  ms: z.number(),
  error: z.string().nullable(),
});
export type StoreFigures = z.infer<typeof storeFigures>;

export const diskStates = ['enough', 'low', 'refusing'] as const;
export const diskFigures = z.object({
  name: z.string(),
  freeBytes: z.number(),
  totalBytes: z.number(),
  state: z.enum(diskStates),
});
export type DiskFigures = z.infer<typeof diskFigures>;

/** A comparison of what was made from the log with the log. */
export const verification = z.object({
  name: z.string(),
  at: instant.nullable().describe('Null while it was never compared'),
  equal: z.boolean().nullable().describe('Null while it was never compared'),
  detail: z.string().describe('What differs; empty when nothing does'),
});
export type Verification = z.infer<typeof verification>;

export const processFigures = z.object({
  id: z.string(),
  role: z.enum(processRoles),
  host: z.string(),
  pid: z.number(),
  startedAt: instant,
  seenAt: instant,
  port: z.number().nullable().describe('Where it answers for its health and its metrics'),
});
export type ProcessFigures = z.infer<typeof processFigures>;

export const systemFigures = z.object({
  state: z.enum(['well', 'ill']),
  asOf: instant,
  troubles: z.array(trouble),
  log: z.object({
    head: figure.describe('The newest position'),
    headAgeMs: figure.describe('Age of the event there; null while the log is empty'),
    unplaced: figure.describe('Events that are written and have no position yet, counted up to ten thousand'),
    oldestUnplacedMs: figure.describe('Age of the oldest of them; 0 when there is none'),
  }),
  horizon: z.object({
    ageMs: figure.describe('For how long the oldest open transaction has held the log back; 0 when there is none'),
    holder: horizonHolder.nullable(),
    endsInMs: figure.optional().describe('How long until the tower ends that transaction; null when it never does'),
  }),
  subscribers: z.array(subscriberFigures),
  queues: z.array(queueFigures),
  inbox: z.object({ deferred: figure, oldestMs: figure }),
  stores: z.array(storeFigures),
  disks: z.array(diskFigures),
  processes: z.array(processFigures),
  verified: z.array(verification),
});
export type SystemFigures = z.infer<typeof systemFigures>;

export const readSystem = endpoint({
  id: 'system.read',
  operator: true,
  method: 'GET',
  path: '/api/logistics/system',
  area: 'manager',
  vertical: 'logistics',
  summary: 'How the tower itself is: what is behind, what waits for what, and why it is ill when it is',
  reply: systemFigures,
});
