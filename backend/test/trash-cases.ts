/**
 * A message of every handler there is, as it may lie in the Trash, and how it is put right. A handler that is new has none here
 * until somebody says it: the test over the registry fails for it.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { orderBody } from './doings.ts';

/** `broken` does not fit the form, where a form can tell; `mended` does. */
export type TrashCase = { broken?: unknown; mended: unknown };

const event = (name: string, payload: object): RecordedEvent => ({
  seq: 7,
  id: 'evt_7',
  stream: 'order',
  streamId: 'ord_case',
  version: 1,
  name,
  payload,
  occurredAt: '2026-11-20T10:00:00.000Z',
  zone: 'given',
  receivedAt: '2026-11-20T10:00:00.000Z',
  recordedAt: '2026-11-20T10:00:00.000Z',
  correlationId: 'ord_case',
  causationId: null,
  actor: 'system:test',
  merchant: 'main',
});
const cancelled = { orderId: 'ord_case', reason: 'changed their mind' };
/** An event that a reader refused: something of its payload is of no kind that the event knows. */
const poison: TrashCase = {
  broken: event('orders.order_cancelled', { ...cancelled, reason: 7 }),
  mended: event('orders.order_cancelled', cancelled),
};
/** A job that the clock asks for says nothing that could be repaired: it is tried again. */
const ticked: TrashCase = { mended: {} };
const told = (mended: object): TrashCase => ({ mended });
const pickup = { fulfillmentId: 'ful_case', expiresAt: '2026-12-01T00:00:00.000Z' };

const subscribers = `
  inventory.reactions orders.demand orders.listings orders.reactions shipping.goods fulfillment.planning fulfillment.floor_work
  fulfillment.collecting fulfillment.reactions tracking.shipments tracking.orders tracking.connections forecast.etas
  journeys.floor returns.replacements returns.undeliverable trash.resume trash.runs tracking.forecast
  facts.event_facts facts.shipment_facts facts.order_facts facts.exception_facts facts.scan_facts facts.parcel_facts
  facts.carrier_estimate_facts facts.eta_facts facts.stock_facts facts.return_facts
  insights.projector`;
const clockwork = `
  access.look_after_mail access.sweep_sessions access.keep_analysts inventory.verify inventory.judge_expired orders.end_holds
  orders.serve_all_lines orders.expire_reservations orders.resume_all_mapped shipping.hide_tokens fulfillment.sample_floor
  tracking.give_up_orphans tracking.hide_tokens tracking.poll_due tracking.flag_silent forecast.recheck_etas
  forecast.train_eta forecast.judge_eta_levels returns.expire insights.verify_facts privacy.retain privacy.seal_past
  platform.record_deferred platform.sweep platform.verify_log trash.judge_growth trash.end_reasons
  tracking.recheck_etas tracking.train_eta tracking.judge_eta_levels`;
const listOf = (names: string, one: TrashCase): [string, TrashCase][] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, one]);

export const trashCases: ReadonlyMap<string, TrashCase> = new Map<string, TrashCase>([
  ...listOf(subscribers, poison),
  ...listOf(clockwork, ticked),
  [
    'orders.place',
    {
      broken: { ...orderBody({ externalId: 'case' }), lines: [{ sku: 7 }] },
      mended: orderBody({ externalId: 'case' }),
    },
  ],
  ['orders.erp', told({ orderId: 'ord_case', number: 'N-1', step: 'address', moved: false, customer: null })],
  // Whatever a carrier sends may be written in the form; whether it can be read is its reader's to say.
  ['tracking.webhook', told({ connection: 'acme', body: { scans: [] } })],
  [
    'tracking.orphan',
    told({
      scanId: 'scn_case',
      carrier: 'acme',
      trackingNumber: 'N1',
      leg: 1,
      code: 'PU',
      description: '',
      status: null,
      reason: null,
      actionRequiredBy: 'none',
      occurredAt: null,
      zone: 'unknown',
      localTime: null,
      receivedAt: '2026-11-20T10:00:00.000Z',
      place: {},
    }),
  ],
  [
    'tracking.number_claims',
    told({ carrier: 'acme', trackingNumber: 'N1', shipmentId: 'shp_case', merchant: 'main', holder: null }),
  ],
  [
    'access.mail',
    {
      broken: { mailId: 'mal_case', to: 'nobody', subject: 'Your parcel', holdsLink: false },
      mended: { mailId: 'mal_case', to: 'ana@example.com', subject: 'Your parcel', holdsLink: false },
    },
  ],
  ['access.send_mail', told({ mailId: 'mal_case' })],
  ['orders.serve_line', told({ stockId: 'stk_case', key: 'case' })],
  ['orders.look_again', told({ merchant: 'main', sku: 'SKU-1', key: 'case' })],
  ['orders.resume_mapped', told({ merchant: 'main', channel: 'shop', channelSku: 'CUP-R' })],
  ['orders.follow_erp', told({ orderId: 'ord_case', told: 'evt_7', moved: false, turn: 0 })],
  ['fulfillment.vendor_day_over', told({ fulfillmentId: 'ful_case', expectedOn: '2026-12-01' })],
  ['fulfillment.remind_customer', told(pickup)],
  ['fulfillment.pickup_time_over', told(pickup)],
  ['tracking.map_waiting', told({ map: 'acme' })],
  ['tracking.poll_connection', told({ connection: 'acme' })],
  ['tracking.run_replay', told({ replayId: 'rpl_case' })],
  ['tracking.apply_replay', told({ replayId: 'rpl_case' })],
  ['trash.work_run', told({ runId: 'trr_case' })],
]);
