/**
 * The job that follows an order into its merchant's ERP. It goes on for a day while the ERP is away or will not have us; what the
 * ERP refuses goes to the Trash at once.
 */
import { z } from 'zod';
import { messageOf, Upstream } from '../../../kernel/errors.ts';
import { isConflict, isOutage } from '../../../kernel/outage.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { type JobRun, job } from '../../../platform/work/jobs.ts';
import { openGate } from './gate.ts';
import type { ErpMeans } from './stage.ts';
import { runThread } from './thread.ts';

/** What the job is known by to whoever asks for it. */
export const followErp = {
  name: 'orders.follow_erp',
  payload: z.object({ orderId: z.string(), moved: z.boolean().default(false) }),
};
type Payload = z.output<(typeof followErp)['payload']>;

/** With the pauses between attempts, a day. */
const mostAttempts = 300;

const follow = async (means: ErpMeans, { orderId, moved }: Payload, { jobId, attempt, thread }: JobRun) => {
  const worker = { job: jobId, attempt };
  const request = { orderId, moved, fromSource: false, worker, thread: threadOf(orderId, thread) };
  const outcome = await runThread(means, request, ({ retryable }) => !retryable || attempt >= mostAttempts);
  if (outcome === 'nothing' || outcome.ok || !outcome.fault.retryable || attempt >= mostAttempts) return;
  const { code, status } = outcome.fault;
  // What the ERP said may name people, and this is written into the log.
  throw new Upstream('erp', code, `${outcome.step}: ${code}${status === null ? '' : ` (status ${status})`}`, true);
};

const threadOf = (orderId: string, thread: Thread): Thread => ({ ...thread, correlationId: orderId });

/** A mistake of ours is tried a few times and not for a day: it ends in the Trash as the job it is. */
const giveUpAfter = 5;
const onMistake = (error: unknown, attempt: number): never => {
  const passes = error instanceof Upstream || isOutage(error) || isConflict(error);
  if (passes || attempt < giveUpAfter) throw error;
  throw new Upstream('gantry', 'follow_failed', messageOf(error), false);
};

/** The jobs of the golden thread. */
export const erpJobs = (means: ErpMeans) => {
  const gate = openGate();
  return [
    job<Payload>({
      ...followErp,
      lane: 'calls',
      retry: mostAttempts,
      run: (payload, run) =>
        gate(run.thread.merchant ?? '', () => follow(means, payload, run)).catch((error: unknown) =>
          onMistake(error, run.attempt),
        ),
    }),
  ];
};
