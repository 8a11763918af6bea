/**
 * From the pieces of a message to its scans: what cannot be read becomes an error with a body of its own, and past a
 * thousand the rest is handed back as one body. Carriers differ in what a piece is, not in this.
 */
import type { CarrierShipment, ParseError, ParseErrorReason, SentScan } from './reading.ts';
import { parseError } from './reading.ts';

export const maxScans = 1000;

/** Why a piece is no scan. */
export type Failure = { reason: ParseErrorReason; detail: string };
export const failure = (reason: ParseErrorReason, detail: string): Failure => ({ reason, detail });

/** Reads pieces into scans. `wrap` makes of some pieces a body that the same adapter can read again. */
export const gather = <Piece>(
  pieces: readonly Piece[],
  how: { read(piece: Piece): SentScan | Failure; wrap(pieces: readonly Piece[]): unknown },
): { scans: SentScan[]; errors: ParseError[] } => {
  const scans: SentScan[] = [];
  const errors: ParseError[] = [];
  for (const [index, piece] of pieces.slice(0, maxScans).entries()) {
    const read = how.read(piece);
    if ('detail' in read)
      errors.push(parseError(read.reason, { detail: read.detail, fragment: how.wrap([piece]), index }));
    else scans.push(read);
  }
  if (pieces.length > maxScans) {
    const detail = `${pieces.length} scans, the first ${maxScans} were read`;
    errors.push(parseError('too_many_scans', { detail, fragment: how.wrap(pieces.slice(maxScans)) }));
  }
  return { scans, errors };
};

/**
 * One shipment a number: those told of first, in their order, then those that only scans name. What is told of a number
 * twice is told once, the later word filling what the earlier left out.
 */
export const shipmentsOf = (
  told: readonly Omit<CarrierShipment, 'scans'>[],
  scans: readonly SentScan[],
): CarrierShipment[] => {
  const shipments = new Map<string, CarrierShipment>();
  for (const one of told) {
    const before = shipments.get(one.trackingNumber);
    shipments.set(one.trackingNumber, { ...one, ...before, scans: [] });
  }
  for (const scan of scans) {
    const shipment = shipments.get(scan.trackingNumber);
    if (shipment) shipment.scans.push(scan);
    else shipments.set(scan.trackingNumber, { trackingNumber: scan.trackingNumber, scans: [scan] });
  }
  return [...shipments.values()];
};

/** What is told of one parcel in several pieces of a message is one shipment; two parcels under one number stay two. */
export const merged = (shipments: readonly CarrierShipment[]): CarrierShipment[] => {
  const byParcel = new Map<string, CarrierShipment>();
  for (const one of shipments) {
    const key = JSON.stringify([one.trackingNumber, one.identity ?? null]);
    const before = byParcel.get(key);
    byParcel.set(key, before ? { ...one, ...before, scans: [...before.scans, ...one.scans] } : one);
  }
  return [...byParcel.values()];
};
