/**
 * How work of our own that gave up goes on from the Trash: a subscriber is given its event again, a job its payload. What such a
 * message is known by, and whose it is, nobody may change.
 */
import { eventCatalog } from '@gantry/shared/events/catalog';
import { recordedEvent } from '@gantry/shared/events/define';
import { z } from 'zod';
import type { Resumed, Resumer } from '../context.ts';
import { failureOf } from '../log/isolate.ts';
import type { Subscriber } from '../log/subscriber.ts';
import type { Job } from '../work/jobs.ts';
import { runJob } from '../work/run-job.ts';

const isTold = /^(id|key|merchant|[a-z]\w*(Ids?|Hash))$/;

/** The paths of ids in a value: whose things it names is settled by whoever made it. */
export const idPathsIn = (value: unknown, prefix = ''): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    return isTold.test(key) ? [path] : idPathsIn(inner, path);
  });
};

const envelope: readonly string[] = [
  'seq',
  'stream',
  'streamId',
  'version',
  'name',
  'recordedAt',
  'correlationId',
  'causationId',
  'actor',
  'merchant',
  'subject',
];

/** What an event that its reader refused is like: its payload as the event declares it. */
export const poisonSchema = (message: unknown): z.ZodType => {
  const { name = '' } = recordedEvent.partial().safeParse(message).data ?? {};
  return recordedEvent.extend({ payload: eventCatalog.get(name)?.payload ?? z.unknown() });
};

/** What all messages have in common that a reader of the log refused. */
export const ofPoison = {
  payload: poisonSchema,
  fixed: (message: unknown): string[] => [...new Set([...envelope, ...idPathsIn(message)])],
  ownMaking: true,
} as const;

/** Whether a message of the Trash is an event. */
export const isEvent = (message: unknown): boolean => recordedEvent.safeParse(message).success;

/** Gives a subscriber an event again. */
export const subscriberResumer = ({ name, title = name, handle }: Subscriber): Resumer => ({
  handler: name,
  title,
  ...ofPoison,
  resume: (message) =>
    handle([recordedEvent.parse(message)]).catch((error: unknown) => {
      throw failureOf(error);
    }),
});

const runOf = ({ trashId = 'trash', correlationId = 'trash', merchant }: Partial<Resumed> = {}) => ({
  jobId: trashId,
  attempt: 1,
  correlationId,
  ...(merchant ? { merchant } : {}),
});

/** Runs a job again, in its own story. */
export const jobResumer = (job: Job<unknown>): Resumer => ({
  handler: job.name,
  title: job.title ?? job.name,
  payload: job.payload,
  fixed: idPathsIn,
  ownMaking: true,
  resume: (payload, of) => runJob(job, payload, runOf(of)),
});
