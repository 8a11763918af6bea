/** Waits for the tower's analytics to catch up with a replay and puts its figures beside the plain count. */
import { setTimeout as sleep } from 'node:timers/promises';
import { performance as performanceEndpoint } from '@gantry/shared/api/insights';
import { listExceptions } from '@gantry/shared/api/tracking';
import type { Tower } from '../../src/sandbox/tower.ts';
import { olistName } from './orders.ts';
import type { PlainCount } from './script.ts';

export type Figures = {
  totalShipments: number;
  deliveredShipments: number;
  onTimeDeliveryRate: number | null;
  avgTransitDays: number | null;
};
export type Comparison = { name: string; tower: string; files: string; same: boolean };

const ask = async (tower: Tower): Promise<Figures> =>
  (await tower.call(performanceEndpoint, { query: { channel: olistName, period: 'all' } })).reply;

const close = (one: number | null, other: number | null, tolerance: number): boolean =>
  one === null || other === null ? one === other : Math.abs(one - other) <= tolerance;

/** Asks until the figures agree with the count, or have not moved for ten seconds, or the deadline has passed. */
export const settledFigures = async (tower: Tower, count: PlainCount, deadlineMs = 60_000): Promise<Figures> => {
  const deadline = Date.now() + deadlineMs;
  let figures = await ask(tower);
  let movedAt = Date.now();
  while (Date.now() < deadline && Date.now() - movedAt < 10_000) {
    if (compare(figures, count).every((row) => row.same)) return figures;
    await sleep(500);
    const next = await ask(tower);
    if (JSON.stringify(pick(next)) !== JSON.stringify(pick(figures))) movedAt = Date.now();
    figures = next;
  }
  return figures;
};

const pick = ({ totalShipments, deliveredShipments, onTimeDeliveryRate, avgTransitDays }: Figures) => [
  totalShipments,
  deliveredShipments,
  onTimeDeliveryRate,
  avgTransitDays,
];

const print = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));

/** The figures of the tower beside those of the files. */
export const compare = (tower: Figures, files: PlainCount): Comparison[] => [
  {
    name: 'totalShipments',
    tower: String(tower.totalShipments),
    files: String(files.shipmentsToDeliver),
    same: tower.totalShipments === files.shipmentsToDeliver,
  },
  {
    name: 'deliveredShipments',
    tower: String(tower.deliveredShipments),
    files: String(files.deliveredShipments),
    same: tower.deliveredShipments === files.deliveredShipments,
  },
  {
    name: 'onTimeDeliveryRate',
    tower: print(tower.onTimeDeliveryRate, 6),
    files: print(files.onTimeDeliveryRate, 6),
    same: close(tower.onTimeDeliveryRate, files.onTimeDeliveryRate, 1e-6),
  },
  {
    name: 'avgTransitDays',
    tower: print(tower.avgTransitDays, 5),
    files: print(files.avgTransitDays, 5),
    same: close(tower.avgTransitDays, files.avgTransitDays, 1e-4),
  },
];

/** How many contradictions the tower holds for the replayed carrier. */
export const contradictionsOf = async (tower: Tower): Promise<number> => {
  let found = 0;
  let cursor: string | null | undefined;
  do {
    const { reply } = await tower.call(listExceptions, {
      query: { kind: 'contradiction', carrier: olistName, limit: 200, ...(cursor ? { cursor } : {}) },
    });
    found += reply.items.length;
    cursor = reply.nextCursor;
  } while (cursor !== null && cursor !== undefined);
  return found;
};
