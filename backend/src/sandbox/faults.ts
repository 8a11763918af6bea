/**
 * How a parcel's story reaches the tower: every order, shipment and scan with the moment it is sent, after the world's
 * carelessness has dropped, repeated, delayed and swapped some of it. Pure, and the same every time.
 */
import { type Dials, defaultDials } from './dials.ts';
import type { OutgoingScan } from './payload.ts';
import { type Random, randomOf } from './random.ts';
import type { ParcelPlan } from './world.ts';

export type Sending =
  | { at: number; what: 'order' }
  | { at: number; what: 'shipment' }
  | { at: number; what: 'cancel' }
  | { at: number; what: 'scan'; scan: OutgoingScan };

const minute = 60_000;

const sendingsOfScan = (plan: ParcelPlan, index: number, draw: { random: Random; dials: Dials }): Sending[] => {
  const { random, dials } = draw;
  const scan = plan.scans[index];
  if (!scan) return [];
  const next = plan.scans[index + 1];
  const last = next === undefined;
  const chances = {
    dropped: random.chance(dials.dropped),
    late: random.chance(dials.late),
    outOfOrder: random.chance(dials.outOfOrder),
    duplicate: random.chance(dials.duplicate),
    zoneLess: random.chance(dials.zoneLess),
    unknownCode: random.chance(dials.broken) && scan.kind === 'position',
  };
  if (chances.dropped && !last) return [];
  let at = scan.at + random.between(2_000, 40_000);
  if (chances.late) at += random.between(10, 240) * minute;
  else if (chances.outOfOrder && next) at = next.at + 45_000;
  const outgoing: OutgoingScan = {
    trackingNumber: plan.trackingNumber,
    scan,
    ...(chances.zoneLess ? { zoneLess: true } : {}),
    ...(chances.unknownCode ? { unknownCode: true } : {}),
  };
  const once: Sending = { at, what: 'scan', scan: outgoing };
  return chances.duplicate ? [once, { ...once, at: at + random.between(0.5, 20) * minute }] : [once];
};

/** Everything a parcel makes the world send, by the time it is sent. The order comes first and the shipment second. */
export const sendingsOf = (plan: ParcelPlan, seed: string, dials: Dials = defaultDials): Sending[] => {
  const draw = { random: randomOf(seed, 'faults', plan.key), dials };
  const sendings: Sending[] = [{ at: plan.placedAt, what: 'order' }];
  if (plan.cancelledAt !== null) sendings.push({ at: plan.cancelledAt, what: 'cancel' });
  if (plan.shipment) sendings.push({ at: plan.shipment.at, what: 'shipment' });
  const scans = plan.scans.flatMap((_, index) => sendingsOfScan(plan, index, draw));
  return [...sendings, ...scans.sort((one, other) => one.at - other.at)];
};
