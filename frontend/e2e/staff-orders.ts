/** What a tower would answer about the orders of a small day: a board, a table, one order in detail. What can be sold is in inventory-world. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { cancelOrder, getOrder, listOrders, type Order, placeOrder } from '@gantry/shared/api/orders';
import { bulkOrders, orderBoard } from '@gantry/shared/api/orders/board';
import {
  amendOrder,
  cancelLine,
  holdOrder,
  mergeOrders,
  orderActions,
  releaseOrder,
  unmergeOrder,
} from '@gantry/shared/api/orders/changes';
import { listShipments } from '@gantry/shared/api/shipping';
import { listEvents } from '@gantry/shared/api/tracking';
import { type OrderStage, orderStages } from '@gantry/shared/vocabulary/orders';
import { ago } from './ago.ts';
import type { StaffTower } from './staff-tower.ts';

type Line = Order['lines'][number];
const day = (hours: number): string => ago(hours).slice(0, 10);

export const orderLine = (n: number, over: Partial<Line> = {}): Line => ({
  lineId: String(n),
  sku: n === 1 ? 'MUG-BLUE' : `TEAPOT-${n}`,
  channelSku: n === 1 ? 'shop-771' : undefined,
  name: n === 1 ? 'Mug, blue, 0.3 l' : 'Teapot with a lid of olive wood',
  quantity: 4,
  unitPrice: 1_250,
  tags: n === 2 ? ['fragile'] : [],
  fulfillmentType: 'stock',
  cancelled: 0,
  allocated: 4,
  waiting: 0,
  shipped: 0,
  open: 4,
  tracked: true,
  openParts: [],
  expectedOn: null,
  ...over,
});

const waitingLine = orderLine(2, { allocated: 1, waiting: 3, expectedOn: day(-96) });
const held = (kind: Order['holds'][number]['kind'], until: string | null = null): Order['holds'] => [
  {
    holdId: `hld_${kind}`,
    kind,
    note: kind === 'manual' ? 'Asked for another colour' : '',
    until,
    keepsStock: true,
    at: ago(6),
  },
];
const towns = [
  ['Lyon', 'FR'],
  ['Saint-Étienne-du-Rouvray', 'FR'],
  ['Madrid', 'ES'],
] as const;

/** Order `n` of the day, at a stage. */
export const orderRow = (n: number, stage: OrderStage = 'allocated', over: Partial<Order> = {}): Order => {
  const waits = stage === 'backordered' || stage === 'partly_allocated';
  const [city, country] = towns[n % towns.length] ?? towns[0];
  return {
    orderId: `ord_${String(n).padStart(5, '0')}`,
    merchant: 'main',
    channel: n % 3 === 0 ? 'phone' : 'shopify-eu',
    externalId: `SH-${9_000 + n}`,
    number: `ORD-${3_300 + n}`,
    customer: { email: 'ana@example.com', tier: n % 4 === 0 ? 'vip' : 'standard' },
    shipTo: { name: 'Ana Lindqvist', lines: ['12 rue de la République'], city, country, postalCode: '69001' },
    lines: waits ? [orderLine(1), waitingLine] : [orderLine(1)],
    currency: 'EUR',
    total: 10_000,
    promise: n % 5 === 4 ? null : { day: day(n % 3 === 0 ? 60 : -24 * (n % 7)), timeZone: 'Europe/Paris' },
    shipBy: n % 2 === 0 ? ago(-10) : null,
    payment: 'paid',
    status: stage === 'cancelled' ? 'cancelled' : 'placed',
    stage,
    allocations:
      stage === 'placed' || stage === 'backordered'
        ? []
        : [
            {
              lineId: '1',
              sku: 'MUG-BLUE',
              warehouse: 'madrid',
              bin: 'A-01-2',
              lot: 'L-2026-11',
              quantity: 4,
              perUnit: 1,
            },
          ],
    waiting: waits ? [{ lineId: '2', sku: 'TEAPOT-2', quantity: 3, perUnit: 1 }] : [],
    reservedUntil: null,
    holds: stage === 'held' ? held(n % 2 === 0 ? 'payment' : 'manual', n % 2 === 0 ? ago(-40) : null) : [],
    addressFindings: stage === 'held' && n % 2 === 1 ? [{ path: 'postalCode', code: 'format' }] : [],
    addressForced: false,
    shipments: stage === 'shipped' ? ['shp_00001'] : [],
    merge: null,
    erp: null,
    version: 7,
    placedAt: ago(4 + n * 5),
    placedAtZone: 'given',
    cancelledAt: stage === 'cancelled' ? ago(2) : null,
    cancelReason: stage === 'cancelled' ? 'The customer asked' : null,
    contradiction: null,
    erasedAt: null,
    ...over,
  };
};

/** One order in detail: held, an address to check, a kit's part waiting, merged, known to the ERP. */
export const oneOrder = orderRow(1, 'held', {
  lines: [
    orderLine(1),
    orderLine(2, { allocated: 1, waiting: 3, expectedOn: day(-96) }),
    orderLine(3, {
      sku: 'CARD-GIFT',
      name: 'Gift card',
      fulfillmentType: 'digital',
      tags: [],
      tracked: false,
      allocated: 0,
    }),
  ],
  allocations: [
    { lineId: '1', sku: 'MUG-BLUE', warehouse: 'madrid', bin: 'A-01-2', lot: 'L-2026-11', quantity: 3, perUnit: 1 },
    { lineId: '1', sku: 'MUG-BLUE', warehouse: 'lyon', bin: '', lot: 'L-2026-10', quantity: 1, perUnit: 1 },
    { lineId: '2', sku: 'LID-OLIVE', warehouse: 'madrid', bin: '', lot: 'L-7', quantity: 1, perUnit: 1 },
  ],
  waiting: [{ lineId: '2', sku: 'LID-OLIVE', quantity: 3, perUnit: 1 }],
  merge: { mergeId: 'mrg_1', orderIds: ['ord_00001', 'ord_00004'], numbers: ['ORD-1004'] },
  erp: { system: 'erpnext', customerId: 'CUST-0042', orderId: null },
  billTo: { company: 'Lindqvist SARL', city: 'Lyon', country: 'FR' },
});

/** How many stand at each stage, beside the cards. */
const counts: Readonly<Record<OrderStage, number>> = {
  placed: 2,
  held: 3,
  backordered: 2,
  partly_allocated: 1,
  allocated: 128,
  partly_shipped: 1,
  shipped: 412,
  cancelled: 1,
};
const cards = (stage: OrderStage, at: number): Order[] =>
  Array.from({ length: Math.min(counts[stage], 3) }, (_, n) => orderRow(at * 10 + n, stage)).reverse();
export const smallBoard: ReplyOf<typeof orderBoard> = {
  columns: orderStages.map((stage, at) => ({
    stage,
    count: counts[stage],
    ages: stage === 'allocated' ? [40, 60, 20, 5, 3] : [0, counts[stage], 0, 0, 0],
    orders: cards(stage, at),
  })),
  unallocated: [{ sku: 'TEAPOT-2', merchant: 'main', units: 9, orders: 3 }],
};

const action = (
  name: ReplyOf<typeof orderActions>['actions'][number]['action'],
  effect: string,
  refusal: string | null = null,
) => ({
  action: name,
  allowed: refusal === null,
  effect,
  refusal,
});
export const actions: ReplyOf<typeof orderActions> = {
  actions: [
    action('amend_lines', 'Stock is freed to the unit, and looked for where more is wanted.'),
    action('change_address', 'The address is checked again; stock may come from another warehouse.'),
    action('hold', 'Nothing more is promised and nothing leaves until it is released.'),
    action('release', 'Stock is looked for at once.'),
    action('cancel_line', 'Its stock is free at once.'),
    action('cancel', 'All of its stock is free at once.'),
    action('merge', 'Nothing: it is refused.', 'It is merged with others: take it out of that merge first.'),
    action('unmerge', 'It leaves by itself.'),
  ],
};

type Logged = ReplyOf<typeof listEvents>['items'][number];
const logged = (seq: number, name: string, payload: object, over: Partial<Logged> = {}): Logged => ({
  seq,
  id: `e${seq}`,
  stream: name.split('.')[0] ?? '',
  streamId: 'ord_00001',
  version: seq,
  name,
  payload: { orderId: 'ord_00001', ...payload },
  occurredAt: ago(40 - seq * 4),
  zone: 'given',
  receivedAt: ago(40 - seq * 4),
  recordedAt: ago(40 - seq * 4),
  correlationId: 'ord_00001',
  causationId: null,
  actor: 'system:orders',
  ...over,
});
const taken = { ...oneOrder.allocations[0] };
const story: Logged[] = [
  logged(1, 'orders.order_placed', { ...oneOrder, lines: oneOrder.lines.slice(0, 2), contradiction: undefined }),
  logged(2, 'orders.address_checked', { findings: [{ path: 'postalCode', code: 'format' }] }),
  logged(3, 'inventory.stock_moved', {}),
  logged(4, 'orders.order_allocated', {
    taken: [taken],
    waiting: oneOrder.waiting,
    strategy: 'proximity',
    reservedUntil: null,
  }),
  logged(5, 'orders.order_held', { ...oneOrder.holds[0] }, { actor: 'per_ana' }),
];

const changed = { orderId: 'ord_00001', outcome: 'changed', stage: 'held', version: 8 } as const;

/** A tower with those orders. */
export const withOrders = (tower: StaffTower): StaffTower =>
  tower
    .on(orderBoard, smallBoard)
    .on(listOrders, ({ query }) => {
      const all = Array.from({ length: 24 }, (_, n) => orderRow(n, orderStages[n % orderStages.length]));
      const q = query.get('q');
      const items = all.filter(({ number, externalId }) => !q || number.startsWith(q) || externalId.startsWith(q));
      return { status: 200, body: { items: items.slice(0, Number(query.get('limit') ?? 24)), nextCursor: null } };
    })
    .on(getOrder, oneOrder)
    .on(orderActions, actions)
    .on(placeOrder, { outcome: 'placed', orderId: 'ord_00001', trashId: null, reason: null })
    .on(bulkOrders, ({ body }) => {
      const rows = (body.orderIds as string[]).map((orderId) => ({
        orderId,
        outcome: 'changed',
        stage: 'allocated',
        code: null,
        reason: null,
      }));
      return { status: 200, body: { done: rows.length, unchanged: 0, failed: 0, rows } };
    })
    .on(cancelOrder, { orderId: 'ord_00001', outcome: 'cancelled' })
    .on(holdOrder, changed)
    .on(releaseOrder, changed)
    .on(amendOrder, changed)
    .on(cancelLine, changed)
    .on(mergeOrders, { mergeId: 'mrg_1', orderIds: ['ord_00001', 'ord_00002'] })
    .on(unmergeOrder, changed)
    .on(listShipments, { items: [], nextCursor: null })
    .on(listEvents, { items: story, nextCursor: null });
