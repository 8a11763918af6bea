/** The ladder, plugged in: every context there is, from the ground up. */
import type { Analytics } from '@gantry/analytics/client';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { access } from '../contexts/access/context.ts';
import { insights } from '../contexts/insights/context.ts';
import type { Facts } from '../contexts/insights/facts.ts';
import type { WallLive } from '../contexts/insights/wall-live.ts';
import { orders } from '../contexts/orders/context.ts';
import { shipping } from '../contexts/shipping/context.ts';
import { tracking } from '../contexts/tracking/context.ts';
import type { Books } from '../contexts/tracking/public.ts';
import { trash } from '../contexts/trash/context.ts';
import type { Context, Resumer } from '../platform/context.ts';

export type Plugs = { analytics: Analytics; facts: Facts; books: Books; wall?: WallLive | undefined };

/** What lies in the Trash because a subscriber or a job gave up goes on by being given to it again. */
const generalResumers = (contexts: readonly Context[]): Resumer[] =>
  contexts.flatMap(({ subscribers = [], jobs = [] }) => [
    ...subscribers.map(
      (subscriber): Resumer => ({
        handler: subscriber.name,
        resume: (platform, payload) => subscriber.handle(platform, [payload as RecordedEvent]),
      }),
    ),
    ...jobs.map(
      (job): Resumer => ({
        handler: job.name,
        resume: (platform, payload) =>
          job.run(platform, job.payload.parse(payload), { jobId: 'trash', attempt: 1, correlationId: 'trash' }),
      }),
    ),
  ]);

/** Builds all contexts. */
export const plugIn = ({ analytics, facts, books, wall }: Plugs): Context[] => {
  const below = [access, orders, shipping, tracking(books, analytics), insights(analytics, facts, wall)];
  const own = below.flatMap(({ resumers = [] }) => resumers);
  return [...below, trash([...own, ...generalResumers(below)])];
};
