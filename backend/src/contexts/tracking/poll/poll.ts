/**
 * Polling, the safety net: every live shipment that nobody told us of for some hours is asked for, in batches, within the
 * carrier's quota. What pushes lost comes in here.
 */
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import { messageOf } from '../../../kernel/errors.ts';
import { accountOf, type ConnectionLogin, callsPerDay } from '../../carriers/public.ts';
import { pollsMade } from '../metrics.ts';
import { askCarrier, type PolledCarrier, type PollNeeds } from './ask-carrier.ts';
import { allowance, batchesOf, type Candidate, dueInOrder } from './pacing.ts';
import { candidatesOf, noteAsked } from './poll-store.ts';

/** The connection as something that can be polled; undefined when its carrier cannot be asked for parcels, or is not to be. */
export const askable = (login: ConnectionLogin): PolledCarrier | undefined => {
  const { track } = adapterOf(login.connection);
  const account = accountOf(login);
  return track && account && callsPerDay(account) > 0 ? { account, track } : undefined;
};

const msIntoDay = (now: Date): number =>
  now.getTime() - Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());

/** How a run went: legs asked for, batches that failed, scans that were new. */
export type PollOutcome = { asked: number; failed: number; recorded: number; stopped: 'done' | 'quota' | 'failing' };

const problemsOf = (
  problems: readonly { trackingNumber: string | null; kind: string; message: string }[],
): Map<string, string> =>
  new Map(
    problems.flatMap(({ trackingNumber, kind, message }) =>
      trackingNumber === null ? [] : [[trackingNumber, `${kind}: ${message}`.slice(0, 300)] as const],
    ),
  );

/** Asks for one batch; undefined when that failed, which is logged and has been counted against the account. */
const pollBatch = async (
  needs: PollNeeds,
  carrier: PolledCarrier,
  batch: readonly Candidate[],
): Promise<{ recorded: number } | undefined> => {
  const { name } = carrier.account.connection;
  const { platform } = needs;
  const legs = batch.map((one) => ({ ...one, connection: name }));
  const numbers = [...new Set(batch.map(({ trackingNumber }) => trackingNumber))];
  try {
    const { reading, recorded } = await askCarrier(needs, carrier, numbers);
    await noteAsked(platform, legs, {
      now: platform.clock.now(),
      answered: true,
      problems: problemsOf(reading.problems),
    });
    pollsMade.inc({ connection: name, outcome: 'answered' });
    return { recorded };
  } catch (error) {
    platform.logger.warn({ connection: name, error: messageOf(error) }, 'carrier could not be asked');
    pollsMade.inc({ connection: name, outcome: 'failed' });
    return undefined;
  }
};

/** Calls that the account has left for now, told anew before each batch: another run, or another question, may share it. */
const callsLeft = async ({ platform, carriers }: PollNeeds, { account }: PolledCarrier): Promise<number> => {
  const { pollEveryHours: everyHours } = account.connection.settings;
  const used = await carriers.accounts.callsToday(account);
  const elapsedMs = msIntoDay(platform.clock.now());
  return allowance({ perDay: callsPerDay(account), used, elapsedMs, everyHours });
};

/** A carrier that fails so often in a row is left alone until the next run. */
const patience = 3;

/**
 * Asks a carrier for its shipments that are due, or for the ones named, due or not. Failing calls cost quota and are tried
 * again in the next run; three in a row end this one.
 */
export const pollCarrier = async (
  needs: PollNeeds,
  carrier: PolledCarrier,
  shipments?: readonly string[] | undefined,
): Promise<PollOutcome> => {
  const { name, settings } = carrier.account.connection;
  const now = needs.platform.clock.now().getTime();
  const candidates = await candidatesOf(needs.platform, name, { shipments });
  const due = shipments ? candidates : dueInOrder(candidates, { everyHours: settings.pollEveryHours, now });
  const outcome: PollOutcome = { asked: 0, failed: 0, recorded: 0, stopped: 'done' };
  let failures = 0;
  for (const batch of batchesOf(due, carrier.track.batch)) {
    if ((await callsLeft(needs, carrier)) === 0) return { ...outcome, stopped: 'quota' };
    const answer = await pollBatch(needs, carrier, batch);
    if (answer) {
      outcome.recorded += answer.recorded;
      outcome.asked += batch.length;
      failures = 0;
    } else {
      outcome.failed++;
      if (++failures >= patience) return { ...outcome, stopped: 'failing' };
    }
  }
  return outcome;
};
