/** Reads tracked shipments with everything their timelines show: witnesses, estimates, revisions, carriers' names. */
import type { Timeline } from '@gantry/shared/api/shipments';
import type { Platform } from '../../../platform/platform.ts';
import { readEtas } from '../../forecast/stored-etas.ts';
import { gazetteer } from '../../tracking/intake/messages.ts';
import { readTracked } from '../../tracking/store.ts';
import type { Plan } from '../../tracking/tracked-shipment.ts';
import { readRevisions } from './revisions.ts';
import { timelineOf, type Witness } from './timeline.ts';
import { timeZoneAt } from './town.ts';

type Prisma = Platform['database']['prisma'];

const witnessesOf = async (prisma: Prisma, shipmentIds: readonly string[]): Promise<Map<string, Witness[]>> => {
  const rows = await prisma.scanWitness.findMany({
    where: { shipmentId: { in: [...shipmentIds] } },
    orderBy: [{ firstAt: 'asc' }, { source: 'asc' }],
  });
  const found = new Map<string, Witness[]>();
  for (const { scanId, source, firstAt, lastAt, times, messageId } of rows) {
    const list = found.get(scanId) ?? [];
    list.push({
      source: source as Witness['source'],
      firstAt: firstAt.toISOString(),
      lastAt: lastAt.toISOString(),
      times,
      messageId,
    });
    found.set(scanId, list);
  }
  return found;
};

/** What people call the carriers of plans, by connection. */
export const carrierLabels = async (prisma: Prisma, plans: readonly Plan[]): Promise<Map<string, string>> => {
  const names = [...new Set(plans.flatMap(({ legs }) => legs.map(({ carrier }) => carrier)))];
  const rows = await prisma.carrierConnection.findMany({
    where: { name: { in: names } },
    select: { name: true, label: true },
  });
  return new Map(rows.map(({ name, label }) => [name, label]));
};

/** The timelines of shipments, in the order asked for; those that are not tracked are left out. */
export const readTimelines = async (platform: Platform, shipmentIds: readonly string[]): Promise<Timeline[]> => {
  const { prisma } = platform.database;
  const found = new Map((await readTracked(prisma, shipmentIds)).map((one) => [one.plan.shipmentId, one]));
  const tracked = shipmentIds.flatMap((id) => found.get(id) ?? []);
  const plans = tracked.map(({ plan }) => plan);
  const [witnesses, etas, revisions, carriers] = await Promise.all([
    witnessesOf(prisma, shipmentIds),
    readEtas(prisma, shipmentIds),
    readRevisions(prisma, plans),
    carrierLabels(prisma, plans),
  ]);
  return tracked.map((one) =>
    timelineOf(one, {
      witnesses,
      carriers,
      eta: etas.get(one.plan.shipmentId) ?? null,
      revisions: revisions.get(one.plan.shipmentId) ?? [],
      timeZone: timeZoneAt(gazetteer, one.plan),
      now: platform.clock.now(),
    }),
  );
};

/** Shipments that carried a tracking number on any of their legs, newest first, at most twenty. */
export const shipmentsWithNumber = async (platform: Platform, trackingNumber: string): Promise<string[]> => {
  const { rows } = await platform.database.pool.query<{ id: string }>(
    `SELECT t.id FROM tracked_shipments t
     WHERE t.tracking_number = $1 OR t.id IN (SELECT n.shipment_id FROM tracked_numbers n WHERE n.tracking_number = $1)
     ORDER BY t.created_at DESC, t.id DESC LIMIT 20`,
    [trackingNumber],
  );
  return rows.map(({ id }) => id);
};
