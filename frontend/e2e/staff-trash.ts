/** What a tower would answer about a Trash in which some things lie: orders with listings nobody mapped, one that the ERP refused, a message, jobs. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { placeOrder } from '@gantry/shared/api/orders';
import {
  discardTrashed,
  getTrashed,
  getTrashRun,
  listTrash,
  readTrashSource,
  repairTrashed,
  retryFromSource,
  retryTrashed,
  startTrashRun,
} from '@gantry/shared/api/trash';
import { ago } from './ago.ts';
import type { Asked, StaffTower } from './staff-tower.ts';

export type Entry = ReplyOf<typeof getTrashed>;
type Row = ReplyOf<typeof listTrash>['items'][number];

const orderForm = placeOrder.body.toJSONSchema({ unrepresentable: 'any', io: 'input' }) as Entry['form'];
const order = (n: number) => ({
  channel: 'shopify-eu',
  externalId: `gid-${n}`,
  number: `ORD-${n}`,
  customer: { email: 'ana@example.com', tier: 'vip' },
  shipTo: {
    name: 'Ana Ruiz',
    lines: ['Calle de Alcalá 12', '3º B'],
    city: 'Madrid',
    postalCode: '28014',
    country: 'ES',
  },
  lines: [
    { lineId: '1', channelSku: 'CUP-R', quantity: 2, unitPrice: 1290, name: 'Cup, red', weightGrams: 340 },
    { lineId: '2', sku: 'TEA-100', quantity: 1, unitPrice: 890, tags: ['fragile'] },
  ],
  currency: 'EUR',
  placedAt: '2026-11-28T09:12:00Z',
  deliverBy: '2026-12-02',
  giftWrap: { colour: 'green' },
});

/** Entry `n`: an order of a channel with a listing that nobody has mapped. */
export const trashed = (n: number, over: Partial<Entry> = {}): Entry => {
  const payload = order(4000 + n);
  return {
    trashId: `trs_${n}`,
    merchant: 'main',
    state: 'open',
    handler: 'orders.place',
    reason: 'sku_unmapped',
    detail: `order gid-${4000 + n} of shopify-eu names CUP-R, which nobody has mapped`,
    payload,
    originalPayload: payload,
    correlationId: `ord_${n}`,
    trashedAt: ago(n),
    updatedAt: ago(n),
    retries: 0,
    discardReason: null,
    version: 1,
    title: 'Order of a channel',
    order: { orderId: `ord_${n}`, number: `ORD-${4000 + n}`, placed: true },
    fields: [{ path: 'lines.0.channelSku', message: 'nobody has mapped CUP-R of shopify-eu to a SKU' }],
    can: { repair: true, retry: true, fromSource: false, discard: true },
    history: [
      {
        at: ago(n),
        actor: 'system:orders.place',
        actorName: null,
        did: 'trashed',
        reason: 'sku_unmapped',
        detail: `order gid-${4000 + n} of shopify-eu names CUP-R, which nobody has mapped`,
        changes: [],
        runId: null,
      },
    ],
    form: orderForm,
    fixed: ['channel', 'externalId'],
    source: 'order_intake',
    readAgainFrom: null,
    ...over,
  };
};

const erp = trashed(2, {
  handler: 'orders.erp',
  title: 'Order for the ERP',
  reason: 'address_refused',
  detail: 'address: Postal Code 2801 is not a postal code of Spain',
  payload: { orderId: 'ord_2', number: 'ORD-4002', step: 'address', moved: false },
  originalPayload: { orderId: 'ord_2', number: 'ORD-4002', step: 'address', moved: false },
  fields: [],
  retries: 2,
  version: 5,
  can: { repair: false, retry: true, fromSource: true, discard: true },
  form: {
    type: 'object',
    properties: {
      orderId: { type: 'string' },
      number: { type: 'string' },
      step: { type: 'string', enum: ['customer', 'address', 'order'] },
      moved: { type: 'boolean' },
    },
    required: ['orderId', 'number', 'step'],
  },
  fixed: ['orderId'],
  source: 'back_write',
  readAgainFrom: 'ERP of main',
});
const job = trashed(3, {
  handler: 'shipping.buy_label',
  source: 'job',
  title: 'Buying a label',
  reason: 'job_failed',
  detail: 'the carrier answered 500 eight times',
  payload: { shipmentId: 'shp_00001', attempts: 8, services: { standard: 12, express: 30 }, at: ago(3), note: null },
  originalPayload: {
    shipmentId: 'shp_00001',
    attempts: 8,
    services: { standard: 12, express: 30 },
    at: ago(3),
    note: null,
  },
  fields: [],
  form: null,
  fixed: [],
});
const message = trashed(5, {
  handler: 'tracking.webhook',
  source: 'webhook',
  title: 'Message of a carrier',
  reason: 'unreadable',
  detail: 'Unexpected token < in JSON at position 0',
  merchant: null,
  order: null,
  payload: { connection: 'acme', body: '<html>Bad Gateway</html>' },
  originalPayload: { connection: 'acme', body: '<html>Bad Gateway</html>' },
  fields: [{ path: 'body', message: 'is not JSON' }],
  form: {
    type: 'object',
    properties: { connection: { type: 'string' }, body: { type: 'string' } },
    required: ['connection', 'body'],
  },
  fixed: ['connection'],
});
export const gone = trashed(6, {
  erased: true,
  detail: 'Erased: the person it spoke of was erased, or its time was over.',
  payload: null,
  originalPayload: null,
  order: null,
  fields: [],
  form: null,
  can: { repair: false, retry: false, fromSource: false, discard: true },
});
export const entries: readonly Entry[] = [trashed(1), erp, job, trashed(4), message, gone];

/** As the list has it: without its form and its history. */
export const rowOf = ({ history: _, form: __, fixed: ___, readAgainFrom: ____, ...entry }: Entry): Row => entry;

const listed = ({ query }: Asked) => {
  const [state, handler, reason, orderId] = ['state', 'handler', 'reason', 'orderId'].map((name) => query.get(name));
  const limit = Number(query.get('limit') ?? 50);
  const items = entries
    .filter((entry) => (state ?? entry.state) === entry.state && (handler ?? entry.handler) === entry.handler)
    .filter((entry) => (reason ?? entry.reason) === entry.reason)
    .filter((entry) => orderId === null || entry.order?.orderId === orderId)
    .map(rowOf);
  const kinds = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.handler} ${entry.reason}`;
    kinds.set(key, [...(kinds.get(key) ?? []), entry]);
  }
  const body = {
    items: items.slice(0, limit),
    nextCursor: items.length > limit ? 'more' : null,
    counts: { open: entries.length, retrying: 2, resolved: 1_204, discarded: 9 },
    reasons: [...kinds.values()].map((of) => ({
      handler: of[0]?.handler ?? '',
      title: of[0]?.title ?? '',
      reason: of[0]?.reason ?? '',
      open: of.length,
      oldest: ago(30),
    })),
    growth: { lastHour: 47, alertAt: 20, since: ago(0.6) },
  };
  return { status: 200, body: listTrash.reply.parse(body) };
};

/** A bulk run that is over: of 200, seven failed. */
export const run: ReplyOf<typeof getTrashRun> = {
  runId: 'trr_1',
  action: 'retry',
  by: 'person:per_ana',
  startedAt: ago(0.1),
  finishedAt: ago(0.09),
  total: 200,
  done: 193,
  failed: 7,
  waiting: 0,
  rows: Array.from({ length: 200 }, (_, n) => ({
    trashId: `trs_${n + 1}`,
    outcome: n % 30 === 3 ? ('failed_again' as const) : ('resolved' as const),
    reason: n % 30 === 3 ? 'sku_unmapped' : null,
    detail: n % 30 === 3 ? 'names CUP-B, which nobody has mapped' : null,
    at: ago(0.09),
  })),
};

/** Adds the Trash to a tower. */
export const withTrash = (tower: StaffTower): StaffTower =>
  tower
    .on(listTrash, listed)
    .on(getTrashed, ({ path }) => {
      const id = path.split('/').at(-1) ?? '';
      const entry = entries.find(({ trashId }) => trashId === id) ?? trashed(Number(id.replace('trs_', '')));
      return { status: 200, body: getTrashed.reply.parse(entry) };
    })
    .on(repairTrashed, { ...rowOf(trashed(1)), state: 'retrying', version: 3 })
    .on(discardTrashed, { ...rowOf(trashed(1)), state: 'discarded', version: 2 })
    .on(retryTrashed, { retrying: ['trs_1'], refused: [] })
    .on(readTrashSource, {
      source: 'ERP of main',
      readAt: ago(0),
      payload: {},
      differences: [
        { path: 'address.postalCode', was: '2801', is: '28014' },
        { path: 'address.street', was: null, is: 'Calle de Alcalá 12' },
      ],
    })
    .on(retryFromSource, { ...rowOf(erp), state: 'retrying', version: 6 })
    .on(startTrashRun, { ...run, finishedAt: null, done: 0, failed: 0, waiting: 200 })
    .on(getTrashRun, run);
