/** What a shop makes of an order as the tower says it stands. */
import { expect, it } from 'vitest';
import { type OrderStanding, verdictOn } from './parcels.ts';

const now = Date.UTC(2026, 4, 13, 10);
const hour = 3_600_000;
type Line = OrderStanding['lines'][number];
const line = (lineId: string, change: Partial<Line> = {}): Line => ({
  lineId,
  sku: `S${lineId}`,
  name: '',
  quantity: 2,
  unitPrice: 1,
  tags: [],
  fulfillmentType: 'stock',
  weightGrams: 100,
  cancelled: 0,
  allocated: 2,
  waiting: 0,
  shipped: 0,
  open: 2,
  tracked: true,
  openParts: [],
  expectedOn: null,
  ...change,
});
const at = (warehouse: string, lineId: string, quantity: number, sku = `S${lineId}`) => ({
  lineId,
  sku,
  warehouse,
  bin: '',
  lot: 'L',
  quantity,
  perUnit: 1,
});
const order = (change: Partial<OrderStanding> = {}): OrderStanding => ({
  stage: 'allocated',
  placedAt: new Date(now - hour).toISOString(),
  lines: [line('1'), line('2')],
  allocations: [at('milan', '1', 2), at('milan', '2', 1), at('leipzig', '2', 1)],
  waiting: [],
  shipments: [],
  ...change,
});
const waiting = [{ lineId: '2', sku: 'S2', quantity: 1, perUnit: 1 }];

it('one parcel a warehouse, with what was allocated there', () => {
  expect(verdictOn(order(), now)).toEqual({
    what: 'send',
    rest: false,
    parcels: [
      { warehouse: 'leipzig', lines: [{ lineId: '2', quantity: 1 }], grams: 100 },
      {
        warehouse: 'milan',
        lines: [
          { lineId: '1', quantity: 2 },
          { lineId: '2', quantity: 1 },
        ],
        grams: 300,
      },
    ],
  });
});

it('a kit whose parts lie apart leaves whole from where most of it is', () => {
  const allocations = [at('milan', '1', 2, 'BOLT'), at('leipzig', '1', 1, 'NUT'), at('milan', '1', 1, 'NUT')];
  const verdict = verdictOn(order({ lines: [line('1')], allocations }), now);
  expect(verdict).toMatchObject({ parcels: [{ warehouse: 'milan', lines: [{ lineId: '1', quantity: 2 }] }] });
});

it('what no stock is kept of goes along, or alone from where the shop has it', () => {
  const loose = line('2', { tracked: false, allocated: 0 });
  const along = verdictOn(order({ lines: [line('1'), loose], allocations: [at('milan', '1', 2)] }), now);
  expect(along).toMatchObject({ parcels: [{ warehouse: 'milan', lines: [{ lineId: '1' }, { lineId: '2' }] }] });
  const alone = verdictOn(order({ stage: 'placed', lines: [loose], allocations: [] }), now);
  expect(alone).toMatchObject({ parcels: [{ warehouse: null, lines: [{ lineId: '2', quantity: 2 }] }] });
});

it('what is there waits for the rest for a day and a half, then leaves, unless it is to ship complete', () => {
  const partly = order({
    stage: 'partly_allocated',
    waiting,
    lines: [line('1'), line('2', { allocated: 1, waiting: 1 })],
    allocations: [at('milan', '1', 2), at('milan', '2', 1)],
  });
  expect(verdictOn(partly, now)).toEqual({ what: 'wait' });
  const later = now + 40 * hour;
  expect(verdictOn(partly, later)).toMatchObject({
    what: 'send',
    rest: true,
    parcels: [
      {
        lines: [
          { lineId: '1', quantity: 2 },
          { lineId: '2', quantity: 1 },
        ],
      },
    ],
  });
  expect(verdictOn({ ...partly, shipPolicy: 'ship_complete' }, later)).toEqual({ what: 'wait' });
});

it('held and backordered orders wait, and not for ever; what is over is over', () => {
  const backordered = order({
    stage: 'backordered',
    waiting,
    allocations: [],
    lines: [line('2', { allocated: 0, waiting: 2 })],
  });
  for (const one of [order({ stage: 'held' }), backordered]) {
    expect(verdictOn(one, now)).toEqual({ what: 'wait' });
    expect(verdictOn(one, now + 13 * 24 * hour)).toEqual({ what: 'given_up' });
  }
  expect(verdictOn(order({ stage: 'shipped' }), now)).toEqual({ what: 'over' });
  expect(verdictOn(order({ lines: [line('1', { open: 0, cancelled: 2 })] }), now)).toEqual({ what: 'over' });
});
