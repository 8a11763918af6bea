/** Figures of orders for the wall and dashboards. */
import type { Platform } from '../../platform/platform.ts';
import { backlogOf, unallocatedDemand } from './reading/board.ts';
import { readDemandBySku, readStandstill, type StandstillAsked } from './reading/standstill.ts';

/** Whose figures are asked for; null: everybody's together. */
type MerchantsAsked = readonly string[] | null;

export const orderTiles = ({ database, clock }: Pick<Platform, 'database' | 'clock'>) => ({
  /** Units that orders wait for, by SKU, the most first. */
  unallocated: (merchants: MerchantsAsked) => unallocatedDemand(database, { merchants }),
  /** How many orders stand at each stage that is not over, and for how long. */
  backlog: (merchants: MerchantsAsked) => backlogOf(database, { merchants, now: clock.now() }),
  /** Orders that wait for stock and orders that are held, by merchant and age. */
  standstill: (asked: StandstillAsked) => readStandstill(database, asked),
  /** Units that orders wait for with the oldest promise, by SKU, the most first. */
  demand: (merchants: MerchantsAsked, most: number) => readDemandBySku(database, merchants, most),
});
export type OrderTiles = ReturnType<typeof orderTiles>;
