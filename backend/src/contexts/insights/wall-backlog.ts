/** The wall's backlog: orders that wait for somebody, parcels on their way, units that nothing could be promised of. Pure. */
import type { WallTiles } from '@gantry/shared/api/wall';
import type { OrderStage } from '@gantry/shared/vocabulary/orders';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { OrderTiles } from '../orders/public.ts';

const stageOf = (status: TrackingStatus): string => {
  const { nature } = statusFacts[status];
  if (nature === 'ground') return 'Waiting for carrier';
  if (status === 'out_for_delivery') return 'Out for delivery';
  if (status === 'available_for_pickup') return 'To be collected';
  if (status === 'delivery_attempted') return 'To be tried again';
  return nature === 'overlay' ? 'Held up' : 'On the way';
};
const parcelStages = [
  'Waiting for carrier',
  'On the way',
  'Held up',
  'Out for delivery',
  'To be tried again',
  'To be collected',
];

/** The stages of orders that somebody has to do something about, as the wall calls them. */
const orderStages: readonly { stage: string; of: readonly OrderStage[] }[] = [
  { stage: 'On hold', of: ['held'] },
  { stage: 'Waiting for stock', of: ['backordered', 'partly_allocated'] },
  { stage: 'Orders to ship', of: ['placed', 'allocated', 'partly_shipped'] },
];

type Backlog = WallTiles['numbers']['backlog'];

/** Orders by what is to be done about them, and how many of these have waited for more than a day. */
export const ordersBacklog = (counted: Awaited<ReturnType<OrderTiles['backlog']>>): Backlog =>
  orderStages.map(({ stage, of }) => {
    const those = counted.filter((one) => of.includes(one.stage));
    return {
      stage,
      count: those.reduce((sum, { count }) => sum + count, 0),
      // The first three ages end within a day.
      aged: those.reduce((sum, { ages }) => sum + ages.slice(3).reduce((more, n) => more + n, 0), 0),
    };
  });

/** Parcels by where they are on their way. */
export const parcelsBacklog = (byStatus: ReadonlyMap<TrackingStatus, number>): Backlog => {
  const counts = new Map<string, number>();
  for (const [status, n] of byStatus) counts.set(stageOf(status), (counts.get(stageOf(status)) ?? 0) + n);
  return parcelStages.map((stage) => ({ stage, count: counts.get(stage) ?? 0, aged: null }));
};

const mostSkus = 3;

/** What orders wait for, in all and by the SKUs that lack most. */
export const unallocatedOf = (
  demand: Awaited<ReturnType<OrderTiles['unallocated']>>,
): WallTiles['numbers']['unallocated'] => ({
  units: demand.reduce((sum, { units }) => sum + units, 0),
  // An order that waits for several SKUs counts for each: the wall shows how much there is to do, not how many wrote.
  orders: demand.reduce((sum, { orders }) => sum + orders, 0),
  skus: demand.slice(0, mostSkus).map(({ sku, units }) => ({ sku, units })),
});
