/**
 * Polling, the safety net: every live shipment that nobody told us of for some hours is asked for, in batches, within the
 * carrier's quota. What pushes lost comes in here.
 */
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import { messageOf } from '../../../kernel/errors.ts';
import { pollsMade } from '../../../platform/metrics.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Opened } from '../../carriers/connections.ts';
import type { Books } from '../intake/books.ts';
import { askCarrier, type Carrier } from './ask-carrier.ts';
import { allowance, batchesOf, type Candidate, dueInOrder } from './pacing.ts';
import { callsOn, candidatesOf, countCalls, noteAsked } from './poll-store.ts';

/** The connection as something that can be asked; undefined when its carrier cannot, or is not to be. */
export const askable = (opened: Opened): Carrier | undefined => {
  const client = adapterOf(opened.connection).track;
  if (!client || perDayOf({ opened, client }) === 0) return undefined;
  const missing = client.credentials.length > 0 && Object.keys(opened.credentials).length === 0;
  return missing ? undefined : { opened, client };
};

export const perDayOf = ({ opened: { connection }, client }: Carrier): number =>
  connection.settings.pollPerDay ?? client.quota.perDay;

const msIntoDay = (now: Date): number =>
  now.getTime() - Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());

/** How a run went: legs asked for, calls made, scans that were new. */
export type Polled = { asked: number; calls: number; recorded: number; stopped: 'done' | 'quota' | 'failing' };

const problemsOf = (
  problems: readonly { trackingNumber: string | null; kind: string; message: string }[],
): Map<string, string> =>
  new Map(
    problems.flatMap(({ trackingNumber, kind, message }) =>
      trackingNumber === null ? [] : [[trackingNumber, `${kind}: ${message}`.slice(0, 300)] as const],
    ),
  );

const pollBatch = async (
  platform: Platform,
  carrier: Carrier,
  { batch, books }: { batch: readonly Candidate[]; books: Books },
): Promise<{ calls: number; recorded: number; error?: string }> => {
  const { name } = carrier.opened.connection;
  let calls = 0;
  const count = async (): Promise<void> => {
    calls++;
    await countCalls(platform, name, { calls: 1, now: platform.clock.now() });
  };
  const legs = batch.map((one) => ({ ...one, connection: name }));
  const numbers = [...new Set(batch.map(({ trackingNumber }) => trackingNumber))];
  try {
    const { reading, recorded } = await askCarrier(platform, carrier, { numbers, maps: books.maps, count });
    await noteAsked(platform, legs, {
      now: platform.clock.now(),
      answered: true,
      problems: problemsOf(reading.problems),
    });
    pollsMade.inc({ connection: name, outcome: 'answered' });
    return { calls, recorded };
  } catch (error) {
    const message = messageOf(error);
    platform.logger.warn({ connection: name, error: message }, 'carrier could not be asked');
    await countCalls(platform, name, { calls: 0, now: platform.clock.now(), error: message });
    pollsMade.inc({ connection: name, outcome: 'failed' });
    return { calls, recorded: 0, error: message };
  }
};

/** A carrier that fails so often in a row is left alone until the next run. */
const patience = 3;

/**
 * Asks a carrier for its shipments that are due, or for the ones named, due or not. Failing calls cost quota and are tried
 * again in the next run; three in a row end this one.
 */
export const pollCarrier = async (
  platform: Platform,
  carrier: Carrier,
  { books, shipments }: { books: Books; shipments?: readonly string[] | undefined },
): Promise<Polled> => {
  const { connection } = carrier.opened;
  const everyHours = connection.settings.pollEveryHours;
  const now = platform.clock.now();
  const candidates = await candidatesOf(platform, connection.name, shipments);
  const due = shipments ? candidates : dueInOrder(candidates, { everyHours, now: now.getTime() });
  const used = await callsOn(platform, connection.name, now);
  const allowed = allowance({ perDay: perDayOf(carrier), used, elapsedMs: msIntoDay(now), everyHours });
  const polled: Polled = { asked: 0, calls: 0, recorded: 0, stopped: 'done' };
  let failures = 0;
  for (const batch of batchesOf(due, carrier.client.batch)) {
    if (polled.calls >= allowed) return { ...polled, stopped: 'quota' };
    const { calls, recorded, error } = await pollBatch(platform, carrier, { batch, books });
    polled.calls += calls;
    polled.recorded += recorded;
    if (error === undefined) {
      polled.asked += batch.length;
      failures = 0;
    } else if (++failures >= patience) return { ...polled, stopped: 'failing' };
  }
  return polled;
};
