/** What contexts later on the ladder may ask of tracking. */
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { hashOfToken } from '../../kernel/tracking-token.ts';
import type { Sql } from '../../platform/database.ts';
import type { Gazetteer } from '../../platform/gazetteer.ts';
import type { Platform } from '../../platform/platform.ts';
import { erasedIn } from '../../platform/privacy/erased.ts';
import type { Shipping } from '../shipping/public.ts';
import { liveParcels, type Parcel, parcelsOf } from './figures/parcels.ts';
import {
  countShipments,
  findShipments,
  type ShipmentQuery,
  type ShipmentRow,
  shipmentRows,
} from './figures/shipment-rows.ts';
import type { MerchantsAsked } from './figures/tiles.ts';
import { readWitnesses, type Witness } from './intake/witnesses.ts';
import { readTracked } from './store.ts';
import type { Plan, TrackedShipment } from './tracked-shipment.ts';
import { withWords } from './words.ts';

export {
  assess,
  groundStanding,
  inOrder,
  type JudgementBasis,
  onItsLeg,
  orderingTime,
  type Stage,
  stagesOf,
} from './assess.ts';
export { judgedBy } from './decide.ts';
export type { Parcel } from './figures/parcels.ts';
export type { ShipmentQuery, ShipmentRow } from './figures/shipment-rows.ts';
export type { DayCounts, DaySoFar, MerchantsAsked, TrackingTiles } from './figures/tiles.ts';
export type { Witness } from './intake/witnesses.ts';
export { normalizeLocation } from './normalize/location-normalizer.ts';
export { onTime, promiseEnd } from './promise.ts';
export { merchantOf, type Plan, type Proof, type TrackedShipment } from './tracked-shipment.ts';

/** A customer's link to a shipment. `carrier` is its connection's name. */
export type TrackingLink = { token: string; carrier: string; status: TrackingStatus };
type LinkRow = Omit<TrackingLink, 'token'> & {
  shipmentId: string;
  tokenHash: string;
  orderId: string;
  others: NonNullable<Plan['others']>;
};

/** Parcels that orders have a part in, as an index finds them. */
const sharedBy = (orderIds: readonly string[]): string[] => orderIds.map((orderId) => JSON.stringify([{ orderId }]));

/** The order whose link a token is, of those that have a part in a shipment; each has its own. */
export const orderOfLink = ({ orderId, orderNumber, others = [] }: Plan, token: string) => {
  const hash = hashOfToken(token);
  return others.find(({ tokenHash }) => tokenHash === hash) ?? { orderId, orderNumber };
};

export type OrderEnd = { live: boolean; endedAt: string | null };

export type Tracking = {
  gazetteer: Gazetteer;
  /** Shipments with their scans, in a transaction or outside of one. */
  read(sql: Sql, ids: readonly string[]): Promise<TrackedShipment[]>;
  /** The same with the words of carriers, which may name people: for staff. */
  readWhole(ids: readonly string[]): Promise<TrackedShipment[]>;
  /** Of shipments, those whose person was erased, with when. */
  erasedAt(ids: readonly string[]): Promise<Map<string, string>>;
  rows(ids: readonly string[]): Promise<Map<string, ShipmentRow>>;
  find(query: ShipmentQuery): Promise<ShipmentRow[]>;
  /** How many `find` would find on all pages; `atLeast` where counting stopped. */
  count(query: Omit<ShipmentQuery, 'after' | 'limit'>): Promise<{ count: number; atLeast: boolean }>;
  /** Of shipments, those that have not ended. */
  live(ids: readonly string[]): Promise<Set<string>>;
  /** Whether at least so many have been delivered. */
  haveBeenDelivered(least: number): Promise<boolean>;
  idByToken(token: string): Promise<string | undefined>;
  /** The tokens of shipments' links, where they can be told. */
  tokensOf: Shipping['tokensOf'];
  /** Shipments of merchants (null: of all) that carried a tracking number on any of their legs, newest first, at most twenty. */
  idsByNumber(trackingNumber: string, merchants: MerchantsAsked): Promise<string[]>;
  /** When shipments were delivered (ISO 8601), for those that were. */
  deliveredAt(sql: Sql, ids: readonly string[]): Promise<Map<string, string>>;
  /** How orders' shipments ended: whether one is still under way, and when the last came to its end (ISO 8601). */
  endsOf(orderIds: readonly string[]): Promise<Map<string, OrderEnd>>;
  /** The links of orders' shipments, newest first, at most fifty. */
  linksOf(orderIds: readonly string[]): Promise<TrackingLink[]>;
  /** Who told us of the scans of shipments, by scan. */
  witnesses(shipmentIds: readonly string[]): Promise<Map<string, Witness[]>>;
  liveParcels(most: number, merchants: MerchantsAsked): Promise<Parcel[]>;
  parcelsOf(ids: readonly string[]): Promise<Parcel[]>;
};

const byNumber = `
  SELECT t.id FROM tracked_shipments t
  WHERE (t.tracking_number = $1 OR t.id IN (SELECT n.shipment_id FROM tracked_numbers n WHERE n.tracking_number = $1))
    AND ($2::text[] IS NULL OR t.merchant = ANY($2))
  ORDER BY t.created_at DESC, t.id DESC LIMIT 20`;

const links = `
  SELECT id AS "shipmentId", COALESCE(token_hash, '') AS "tokenHash", carrier, status, order_id AS "orderId",
    COALESCE(plan -> 'others', '[]') AS others
  FROM tracked_shipments
  WHERE order_id = ANY($1::text[]) OR (plan ? 'others' AND plan -> 'others' @> ANY($2::jsonb[]))
  ORDER BY created_at DESC, id DESC LIMIT 50`;

// A row from before may still wait for its token to be taken out.
const byToken = `
  SELECT id FROM tracked_shipments
  WHERE token_hash = $1 OR tracking_token = $2 OR (plan ? 'others' AND plan -> 'others' @> $3::jsonb)`;

const ends = `
  SELECT o.id AS "orderId", bool_or(o.ended_at IS NULL) AS live,
    to_char(max(o.ended_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "endedAt"
  FROM (
    SELECT order_id AS id, ended_at FROM tracked_shipments WHERE order_id = ANY($1::text[])
    UNION ALL
    SELECT other ->> 'orderId', s.ended_at FROM tracked_shipments s, jsonb_array_elements(s.plan -> 'others') AS other
    WHERE s.plan ? 'others' AND s.plan -> 'others' @> ANY($2::jsonb[]) AND other ->> 'orderId' = ANY($1::text[])
  ) AS o GROUP BY o.id`;

const delivered =
  'SELECT count(*)::int AS n FROM (SELECT 1 FROM tracked_shipments WHERE delivered_at IS NOT NULL LIMIT $1) AS delivered';

const deliveries = `
  SELECT id, to_char(delivered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
  FROM tracked_shipments WHERE id = ANY($1::text[]) AND delivered_at IS NOT NULL`;

const unended = 'SELECT id FROM tracked_shipments WHERE id = ANY($1::text[]) AND ended_at IS NULL';

/** The door of tracking. */
export const openTracking = (
  { database, privacy }: Platform,
  { gazetteer, shipping }: { gazetteer: Gazetteer; shipping: Shipping },
): Tracking => {
  const idsOf = async (text: string, ...values: unknown[]): Promise<string[]> =>
    (await database.rows<{ id: string }>(text, ...values)).map(({ id }) => id);
  return {
    gazetteer,
    read: readTracked,
    readWhole: async (ids) => withWords({ privacy, sql: database }, await readTracked(database, ids)),
    erasedAt: (ids) => erasedIn(database, 'tracked_shipments', ids),
    rows: (ids) => shipmentRows(database, ids),
    find: (query) => findShipments(database, query),
    count: (query) => countShipments(database, query),
    live: async (ids) => new Set(await idsOf(unended, ids)),
    haveBeenDelivered: async (least) => ((await database.rows<{ n: number }>(delivered, least))[0]?.n ?? 0) >= least,
    idByToken: async (token) =>
      (await idsOf(byToken, hashOfToken(token), token, JSON.stringify([{ tokenHash: hashOfToken(token) }])))[0],
    tokensOf: shipping.tokensOf,
    linksOf: async (orderIds) => {
      const rows = await database.rows<LinkRow>(links, [...orderIds], sharedBy(orderIds));
      const tokens = await shipping.tokensOf(rows);
      return rows.flatMap(({ shipmentId, carrier, status, orderId, others }) =>
        [
          ...(orderIds.includes(orderId) ? [tokens.get(shipmentId)] : []),
          ...others
            .filter((other) => orderIds.includes(other.orderId))
            .map((other) => shipping.tokenOfOrder(shipmentId, other)),
        ].flatMap((token) => (token === undefined ? [] : [{ token, carrier, status }])),
      );
    },
    idsByNumber: (trackingNumber, merchants) => idsOf(byNumber, trackingNumber, merchants),
    deliveredAt: async (sql, ids) =>
      new Map((await sql.rows<{ id: string; at: string }>(deliveries, [...ids])).map(({ id, at }) => [id, at])),
    endsOf: async (orderIds) =>
      new Map(
        (await database.rows<OrderEnd & { orderId: string }>(ends, [...orderIds], sharedBy(orderIds))).map((row) => [
          row.orderId,
          row,
        ]),
      ),
    witnesses: (shipmentIds) => readWitnesses(database, shipmentIds),
    liveParcels: (most, merchants) => liveParcels(database, most, merchants),
    parcelsOf: (ids) => parcelsOf(database, ids),
  };
};
