/** What happens to a message nobody could process: put there with its reason, repaired, retried, resolved or discarded. */
import { z } from 'zod';
import { personal } from '../values/personal.ts';
import { define, type FactOf } from './define.ts';

/** Where it failed: taking something in, following the log, working off a job, telling somebody outside. */
export const trashSources = ['order_intake', 'webhook', 'subscriber', 'job', 'outgoing', 'back_write'] as const;
export type TrashSource = (typeof trashSources)[number];
const id = z.string().min(1);

/**
 * What stays readable of a payload: by which connection it came, which position of the log it is, or which listings of which
 * channel an order waits for.
 */
export const aboutTrashed = z.object({
  connection: z.string().optional(),
  seq: z.int().optional(),
  channel: z.string().optional(),
  channelSkus: z.array(z.string()).optional(),
  messageId: z.string().optional().describe('The raw message it was part of'),
});
export type AboutTrashed = z.infer<typeof aboutTrashed>;

/** What of a payload is to be put right, by path. */
export const fieldsAtFault = personal(z.array(z.object({ path: z.string(), message: z.string() })));

export const messageTrashed = define(
  'trash.message_trashed',
  z.object({
    trashId: id,
    source: z.enum(trashSources),
    /** Which intake, subscriber or job it was: `tracking.scan`, `orders.place`, ... */
    handler: z.string(),
    reason: z.string(),
    detail: personal(z.string(), 'empty'),
    payload: personal(z.unknown()).optional(),
    fields: fieldsAtFault.optional(),
    about: aboutTrashed.optional(),
    key: z.string().describe('Natural key: the same failure of the same message is one entry'),
    /** The story the message is part of, where it is not one of its own. */
    correlationId: id.optional(),
    /** Left out by messages older than merchants: `main` for an order, nobody for all else. */
    merchant: z.string().max(40).optional().describe('Whose it is; empty: nobody’s'),
  }),
);
export const messageRepaired = define(
  'trash.message_repaired',
  z.object({
    trashId: id,
    payload: personal(z.unknown()).optional(),
    source: z.string().optional().describe('Where it was read again, in words; left out where a person typed it'),
  }),
);
const ofRun = { runId: id.optional().describe('The bulk run it was part of') };
export const messageRetried = define('trash.message_retried', z.object({ trashId: id, ...ofRun }));
export const messageResolved = define(
  'trash.message_resolved',
  z.object({
    trashId: id,
    overtakenBy: z.string().optional().describe('What happened since, so that nothing was left to be done'),
  }),
);
export const retryFailed = define(
  'trash.retry_failed',
  z.object({
    trashId: id,
    reason: z.string(),
    detail: personal(z.string(), 'empty'),
    fields: fieldsAtFault.optional(),
    about: aboutTrashed.optional().describe('Where it is about something else by now'),
  }),
);
export const messageDiscarded = define(
  'trash.message_discarded',
  z.object({ trashId: id, reason: personal(z.string(), 'empty'), ...ofRun }),
);

export const trashEvents = [
  messageTrashed,
  messageRepaired,
  messageRetried,
  messageResolved,
  retryFailed,
  messageDiscarded,
] as const;
export type TrashEvent = FactOf<(typeof trashEvents)[number]>;

export const trashRunActions = ['retry', 'discard'] as const;
const run = { runId: id };
const counted = z.int().min(0);
/** Somebody asked for many entries to be retried or discarded at once. */
export const trashRunStarted = define(
  'trash.run_started',
  z.object({
    ...run,
    action: z.enum(trashRunActions),
    reason: personal(z.string(), 'empty').optional(),
    total: counted,
    merchants: z.array(z.string()).nullable().describe('Whose entries; null: anybody’s'),
    by: z.string().describe('The id of who asked'),
  }),
);
/** Every row of it is through. */
export const trashRunFinished = define(
  'trash.run_finished',
  z.object({ ...run, done: counted, failed: counted.describe('Failed again, or refused') }),
);
export const trashRunEvents = [trashRunStarted, trashRunFinished] as const;
export type TrashRunEvent = FactOf<(typeof trashRunEvents)[number]>;

export const growthMeasures = ['entries_per_hour', 'open_entries', 'oldest_hours'] as const;
/** The Trash of a merchant (`*`: of all and nobody’s) holds more than is usual. */
export const trashGrowthRaised = define(
  'trash.growth_raised',
  z.object({
    whose: z.string(),
    measures: z.array(z.object({ measure: z.enum(growthMeasures), is: z.number(), limit: z.number() })),
  }),
);
export const trashGrowthCleared = define('trash.growth_cleared', z.object({ whose: z.string() }));
export const trashGrowthEvents = [trashGrowthRaised, trashGrowthCleared] as const;
export type TrashGrowthEvent = FactOf<(typeof trashGrowthEvents)[number]>;
