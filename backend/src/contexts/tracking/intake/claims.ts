/**
 * Claims of shipments to carriers' numbers. Anybody may write any number on a shipment, so one that a shipment of another
 * merchant holds at the time stays with that one: the later claim is contested, is told of no scan, and the operator sees it.
 */
import { mainMerchant } from '@gantry/shared/caller';
import type { Sql } from '../../../platform/database.ts';
import type { FailedMessage } from '../../../platform/trash.ts';
import type { Plan } from '../tracked-shipment.ts';

const day = 86_400_000;
/** Scans a little older than the order still belong to it: clocks are wrong, and impossible times are kept and flagged. */
const before = 30 * day;
/** Carriers use a number again after months. */
const after = 240 * day;

type Held = {
  carrier: string;
  trackingNumber: string;
  shipmentId: string;
  merchant: string;
  validFrom: Date;
  validUntil: Date;
};

/** A leg's number, from when until when it means its shipment, unless another merchant's shipment held it before. */
export type Claim = Held & { leg: number; contested: boolean; holder: string | null };

/** The legs of shipments with their windows. Dates are their callers' own: none moves a window beyond now. */
const windowsOf = (
  started: readonly { plan: Plan; createdAt: string }[],
  now: Date,
): Omit<Claim, 'contested' | 'holder'>[] =>
  started.flatMap(({ plan, createdAt }) =>
    plan.legs.map((leg) => {
      const made = Math.min(Date.parse(createdAt), now.getTime());
      return {
        carrier: leg.carrier,
        trackingNumber: leg.trackingNumber,
        shipmentId: plan.shipmentId,
        merchant: plan.merchant ?? mainMerchant,
        leg: leg.number,
        validFrom: new Date(Math.min(Date.parse(plan.orderPlacedAt), made) - before),
        validUntil: new Date(made + after),
      };
    }),
  );

const isSameNumber = (one: Held, other: Held): boolean =>
  one.carrier === other.carrier && one.trackingNumber === other.trackingNumber;

const overlap = (one: Held, other: Held): boolean =>
  one.validFrom < other.validUntil && other.validFrom < one.validUntil;

const held = `
  SELECT n.carrier, n.tracking_number AS "trackingNumber", n.shipment_id AS "shipmentId", t.merchant,
    n.valid_from AS "validFrom", n.valid_until AS "validUntil", n.contested
  FROM tracked_numbers n JOIN tracked_shipments t ON t.id = n.shipment_id
    JOIN jsonb_to_recordset($1::jsonb) AS k (carrier text, "trackingNumber" text)
      ON n.carrier = k.carrier AND n.tracking_number = k."trackingNumber"`;

/** The claims of new shipments, whose numbers are held; each meets those that were written before it. */
export const claimsOf = async (
  tx: Sql,
  started: readonly { plan: Plan; createdAt: string }[],
  now: Date,
): Promise<Claim[]> => {
  const windows = windowsOf(started, now);
  const rows = await tx.rows<Held & { contested: boolean }>(held, JSON.stringify(windows));
  const claims: Claim[] = [];
  for (const window of windows) {
    const known = rows.find((row) => row.shipmentId === window.shipmentId && isSameNumber(row, window));
    const holder = [...rows, ...claims].find(
      (one) => !one.contested && one.merchant !== window.merchant && isSameNumber(one, window) && overlap(one, window),
    );
    // A claim that stands is not lost to one that came after it.
    const contested = known?.contested ?? holder !== undefined;
    claims.push({ ...window, contested, holder: contested ? (holder?.shipmentId ?? null) : null });
  }
  return claims;
};

const insertNumbers = `
  INSERT INTO tracked_numbers (carrier, tracking_number, shipment_id, leg, valid_from, valid_until, contested)
  SELECT carrier, "trackingNumber", "shipmentId", leg, "validFrom", "validUntil", contested
  FROM jsonb_to_recordset($1::jsonb) AS r (carrier text, "trackingNumber" text, "shipmentId" text, leg int,
    "validFrom" timestamptz, "validUntil" timestamptz, contested boolean)
  ON CONFLICT DO NOTHING`;

/** Writes claims down. */
export const writeClaims = (tx: Sql, claims: readonly Claim[]): Promise<number> =>
  tx.run(insertNumbers, JSON.stringify(claims));

/** The name under which the Trash keeps contested claims. */
export const numberClaims = 'tracking.number_claims';

/** What the operator is told of contested claims. */
export const conflictsOf = (claims: readonly Claim[]): FailedMessage[] =>
  claims
    .filter(({ contested }) => contested)
    .map(({ carrier, trackingNumber, shipmentId, merchant, holder }) => ({
      source: 'job',
      handler: numberClaims,
      reason: 'number_contested',
      detail: `${trackingNumber} of ${carrier} is held by a shipment of another merchant: ${shipmentId} of ${merchant} is told of none of its scans`,
      payload: { carrier, trackingNumber, shipmentId, merchant, holder },
      key: JSON.stringify([carrier, trackingNumber, shipmentId]),
    }));
