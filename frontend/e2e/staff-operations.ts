/** What a tower would answer about operations on a busy afternoon: every stage behind, one warehouse late. */
import { ageBands, type OperationsDashboard, operationsDashboard } from '@gantry/shared/api/fulfillment/dashboard';
import { ago } from './ago.ts';
import { stations } from './staff-floor.ts';
import type { StaffTower } from './staff-tower.ts';

const ages: Readonly<Record<OperationsDashboard['backlog'][number]['stage'], readonly number[]>> = {
  unallocated: [40, 22, 9, 4, 0],
  held: [3, 6, 2, 1, 0],
  pending: [52, 31, 20, 12, 5],
  processing: [18, 6, 0, 0, 0],
  picking: [30, 20, 14, 0, 0],
  packing: [12, 14, 5, 0, 0],
  ready: [9, 1, 0, 0, 0],
};
const stages = Object.keys(ages) as (keyof typeof ages)[];
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

export const operations: OperationsDashboard = {
  asOf: ago(0),
  backlog: stages.map((stage, n) => ({
    stage,
    orders: { now: sum(ages[stage]), yesterday: n === 1 ? null : Math.round(sum(ages[stage]) * (0.7 + n * 0.1)) },
    units: sum(ages[stage]) * 3,
    ages: ageBands.map((band, i) => ({ band, orders: ages[stage][i] ?? 0 })),
  })),
  atRisk: { now: 9, yesterday: 4 },
  shippedToday: { now: 212, yesterday: 240 },
  exceptions: [
    { kind: 'short_pick', open: 3 },
    { kind: 'late_vendor', open: 1 },
    { kind: 'vendor_rejected', open: 0 },
    { kind: 'pickup_expired', open: 2 },
  ],
  unallocated: [
    { sku: 'SOCK-42', units: 1_218, orders: 84, oldestPromise: '2026-11-30' },
    { sku: 'A-NAME-THAT-IS-LONGER-THAN-A-COLUMN-OF-A-PHONE', units: 3, orders: 1, oldestPromise: null },
  ],
  spend: [
    { carrier: 'acme', currency: 'EUR', today: 128_450, yesterday: 98_000 },
    { carrier: 'ups', currency: 'EUR', today: 45_120, yesterday: 60_210 },
    { carrier: 'ups', currency: 'USD', today: 9_900, yesterday: 0 },
  ],
  warehouses: [
    {
      warehouse: 'mad',
      name: 'Madrid',
      pace: {
        remainingUnits: 57,
        unitsPerHour: 45.5,
        ordersPerHour: 15,
        projectedAt: ago(-2.1),
        nextCutoff: { carrier: 'ups', at: ago(-1.6) },
        atRisk: true,
      },
      stations: [...stations],
    },
  ],
};

/** Adds the operations dashboard to a tower. */
export const withOperations = (tower: StaffTower): StaffTower => tower.on(operationsDashboard, operations);
