/**
 * How a parcel's story is reported: every scan with the moment it is sent, after the carrier's carelessness has dropped,
 * repeated, delayed and swapped some of it. Pure, and the same every time.
 */
import { type Dials, defaultDials } from '../dials.ts';
import { type Random, randomOf } from '../random.ts';
import type { PlannedScan } from './journey.ts';
import type { OutgoingScan } from './payload.ts';

/** A scan on its way to the tower. */
export type Report = { at: number; scan: OutgoingScan };
/** A parcel's story as far as reporting it goes. */
export type Story = { trackingNumber: string; scans: readonly PlannedScan[] };

const minute = 60_000;

const reportsOfScan = (story: Story, index: number, draw: { random: Random; dials: Dials }): Report[] => {
  const { random, dials } = draw;
  const scan = story.scans[index];
  if (!scan) return [];
  const next = story.scans[index + 1];
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
    trackingNumber: story.trackingNumber,
    scan,
    ...(chances.zoneLess ? { zoneLess: true } : {}),
    ...(chances.unknownCode ? { unknownCode: true } : {}),
  };
  const once: Report = { at, scan: outgoing };
  return chances.duplicate ? [once, { ...once, at: at + random.between(0.5, 20) * minute }] : [once];
};

/** Everything a carrier reports of a parcel, by the time it is sent. */
export const reportsOf = (story: Story, seed: string, dials: Dials = defaultDials): Report[] => {
  const draw = { random: randomOf(seed, 'faults', story.trackingNumber), dials };
  return story.scans.flatMap((_, index) => reportsOfScan(story, index, draw)).sort((one, other) => one.at - other.at);
};

const recent = 45 * minute;

/** When catching up, positions that nobody would look at any more are left out, and so is what was said before. */
export const worthSending = (scans: readonly OutgoingScan[], now: number): OutgoingScan[] => {
  const isPosition = (one: OutgoingScan) => one.scan.kind === 'position';
  const newest = scans.filter(isPosition).reduce((at, one) => Math.max(at, one.scan.at), 0);
  const told = new Set<PlannedScan>();
  return scans.filter((one) => {
    if (isPosition(one) && one.scan.at < newest && one.scan.at <= now - recent) return false;
    if (told.has(one.scan)) return false;
    told.add(one.scan);
    return true;
  });
};
