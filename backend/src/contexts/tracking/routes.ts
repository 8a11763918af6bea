/** The endpoints of tracking. */
import * as api from '@gantry/shared/api/tracking';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { eventsOfMerchants } from '@gantry/shared/events/catalog';
import type { Scan } from '@gantry/shared/events/tracking';
import type { ExceptionKind } from '@gantry/shared/vocabulary/exception-kinds';
import { Refusal } from '../../kernel/errors.ts';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import { type EventQuery, findEvents } from '../../platform/log/event-log.ts';
import { shownEvents } from '../../platform/privacy/erased.ts';
import { correct } from './commands.ts';
import { readTracked } from './store.ts';
import { merchantOf } from './tracked-shipment.ts';
import { withDetails } from './words.ts';

const noShipment = (): Refusal => new Refusal('missing', 'no_such_shipment', 'There is no such shipment');
const corrections = [
  serve(api.correctShipment, async ({ platform, caller, params, body, thread }) => {
    const [before] = await readTracked(platform.database, [params.shipmentId]);
    if (!before || !seesMerchant(caller, merchantOf(before))) throw noShipment();
    const { state } = await correct(platform, params.shipmentId, { ...body, thread: thread(before.plan.orderId) });
    return { shipmentId: params.shipmentId, standing: (state ?? before).standing };
  }),
];

/** What lies in the Trash is for managers, at its own endpoint; whoever is not the operator reads it nowhere else. */
const readable = [...eventsOfMerchants].filter((name) => !name.startsWith('trash.'));

/** Which events a caller may read: every one, or those of its merchants' own streams. */
const readableBy = (caller: Caller): EventQuery['of'] => {
  const merchants = merchantFilter(caller);
  return merchants === null ? undefined : { merchants, names: readable };
};

const events = serve(api.listEvents, async ({ platform, caller, query }) => {
  const { shipment: streamId, order: correlationId, type: name, from, to: until, limit } = query;
  const after = Number(readCursor(query.cursor, 'position')?.[0] ?? 0);
  const page = { streamId, correlationId, name, from, until, after, limit: limit + 1, of: readableBy(caller) };
  const { database, privacy } = platform;
  const events = await shownEvents(privacy, database, await findEvents(database, page));
  return pageFrom(events, limit, {
    item: ({ subject: _, ...event }) => event,
    cursor: ({ seq }) => cursorOf(String(seq), 'seq'),
  });
});

type ExceptionRow = {
  id: string;
  shipment_id: string;
  kind: ExceptionKind;
  reason: Scan['reason'];
  opened_at: Date;
  resolved_at: Date | null;
  detail: string;
  sealed: string | null;
  told_in: number | null;
  order_number: string;
  carrier: string;
  tracking_number: string;
  city: string | null;
  country: string | null;
};
const exceptions = serve(api.listExceptions, async ({ platform, caller, query }) => {
  const after = readCursor(query.cursor);
  const { rows } = await platform.database.pool.query<ExceptionRow>(
    `SELECT e.*, t.order_number, t.carrier, t.tracking_number, t.standing->'lastPlace'->>'city' AS city, t.standing->'lastPlace'->>'country' AS country
     FROM shipment_exceptions e JOIN tracked_shipments t ON t.id = e.shipment_id
     WHERE ($1::text IS NULL OR e.kind = $1) AND ($2::boolean IS NULL OR (e.resolved_at IS NULL) = $2) AND ($3::text IS NULL OR t.carrier = $3)
       AND ($4::timestamptz IS NULL OR (e.opened_at, e.id) < ($4, $5)) AND ($7::text[] IS NULL OR e.merchant = ANY($7))
     ORDER BY e.opened_at DESC, e.id DESC LIMIT $6`,
    [
      query.kind ?? null,
      query.open ?? null,
      query.carrier ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      query.limit + 1,
      merchantFilter(caller),
    ],
  );
  const item = (row: ExceptionRow) => ({
    exceptionId: row.id,
    kind: row.kind,
    reason: row.reason,
    openedAt: row.opened_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    detail: row.detail,
    shipmentId: row.shipment_id,
    orderNumber: row.order_number,
    carrier: row.carrier,
    trackingNumber: row.tracking_number,
    place: [row.city, row.country].filter(Boolean).join(', '),
  });
  const { database, privacy } = platform;
  const whole = await withDetails({ privacy, sql: database }, rows);
  return pageFrom(whole, query.limit, { item, cursor: (row) => cursorOf(row.opened_at, row.id) });
});

export const trackingRoutes = [...corrections, events, exceptions];
