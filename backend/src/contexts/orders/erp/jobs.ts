/**
 * The job that follows an order into its merchant's ERP. It goes on for a day while the ERP is away or will not have us; what the
 * ERP refuses goes to the Trash at once. Where there is no room for it yet it comes again soon, as a job of its own: nothing
 * failed, so nothing is counted against it.
 */
import { z } from 'zod';
import { messageOf, Upstream } from '../../../kernel/errors.ts';
import { isConflict, isOutage } from '../../../kernel/outage.ts';
import type { Platform } from '../../../platform/platform.ts';
import { type JobRun, job, type Ticket } from '../../../platform/work/jobs.ts';
import { isBusy } from './claims.ts';
import { type Gate, openGate } from './gate.ts';
import type { ErpMeans } from './stage.ts';
import { runThread } from './thread.ts';

/** What the job is known by. `told`: what happened to the order; `turn` counts how often there was no room. */
const followErp = {
  name: 'orders.follow_erp',
  title: 'Tells an ERP of an order',
  payload: z.object({
    orderId: z.string(),
    moved: z.boolean().default(false),
    told: z.string(),
    turn: z.int().min(0).default(0),
  }),
};
type Payload = z.output<(typeof followErp)['payload']>;

/** Asks for an order to be followed. */
export const askToFollow = (
  { jobs }: Pick<Platform, 'jobs'>,
  payload: Payload,
  { merchant, runAt }: { merchant: string | undefined; runAt?: Date },
): Promise<void> => {
  const { orderId, told, turn } = payload;
  const ticket: Ticket = { key: `${orderId}:${told}:${turn}`, thread: { correlationId: orderId, merchant } };
  return jobs.enqueue(followErp, payload, runAt ? { ...ticket, runAt } : ticket);
};

/** With the pauses between attempts, a day. */
const mostAttempts = 300;

const follow = async (means: ErpMeans, { orderId, moved }: Payload, { jobId, attempt, thread }: JobRun) => {
  const worker = { job: jobId, attempt };
  const request = { orderId, moved, fromSource: false, worker, thread: { ...thread, correlationId: orderId } };
  const outcome = await runThread(means, request, ({ retryable }) => !retryable || attempt >= mostAttempts);
  if (outcome === 'nothing' || outcome.ok || !outcome.fault.retryable || attempt >= mostAttempts) return;
  const { code, status } = outcome.fault;
  // What the ERP said may name people, and this is written into the log.
  throw new Upstream('erp', code, `${outcome.step}: ${code}${status === null ? '' : ` (status ${status})`}`, true);
};

/** A mistake of ours is tried a few times and not for a day: it ends in the Trash as the job it is. */
const giveUpAfter = 5;
const orMistake = (error: unknown, attempt: number): unknown => {
  const passes = error instanceof Upstream || isOutage(error) || isConflict(error);
  return passes || attempt < giveUpAfter ? error : new Upstream('gantry', 'follow_failed', messageOf(error), false);
};

const soonMs = 400;
const latestMs = 20_000;
/** Each time a little later, and not all at the same moment. */
const waitAfter = (turn: number): number => Math.min((turn + 1) * soonMs, latestMs) * (0.5 + Math.random());

const putOff = (platform: Platform, payload: Payload, merchant: string | undefined): Promise<void> => {
  const runAt = new Date(platform.clock.now().getTime() + waitAfter(payload.turn));
  return askToFollow(platform, { ...payload, turn: payload.turn + 1 }, { merchant, runAt });
};

const run =
  (means: ErpMeans, gate: Gate) =>
  async (payload: Payload, work: JobRun): Promise<void> => {
    const { merchant } = work.thread;
    try {
      const entered = await gate.enter(merchant ?? '', () => follow(means, payload, work));
      if (!entered) await putOff(means.platform, payload, merchant);
    } catch (error) {
      if (!isBusy(error)) throw orMistake(error, work.attempt);
      await putOff(means.platform, payload, merchant);
    }
  };

/** The jobs of the golden thread. */
export const erpJobs = (means: ErpMeans) => [
  job<Payload>({ ...followErp, lane: 'calls', retry: mostAttempts, run: run(means, openGate()) }),
];
