/** The carriers' carelessness: at zero nothing is lost or changed, and each dial does its own damage and no other. */
import { describe, expect, it } from 'vitest';
import { defaultDials } from '../dials.ts';
import { dispatchOf } from '../shop/dispatch.ts';
import { planOrder } from '../shop/order-plan.ts';
import { reportsOf, worthSending } from './faults.ts';
import { journeyOf, numberFor, parcelFor } from './parcel.ts';

const none = {
  ...defaultDials,
  duplicate: 0,
  late: 0,
  outOfOrder: 0,
  zoneLess: 0,
  dropped: 0,
  silent: 0,
  lost: 0,
  contradiction: 0,
  broken: 0,
};
const world = { seed: 'faults', dials: none };
const stories = Array.from({ length: 250 }, (_, n) => {
  const plan = planOrder(world, 20_500, n);
  const { request } = dispatchOf(world.seed, plan, { orderId: 'ord_1', heardAt: plan.placedAt });
  const parcel = parcelFor(world, request, { trackingNumber: numberFor(world, request), told: null });
  return { trackingNumber: parcel.trackingNumber, scans: journeyOf(world, parcel).scans };
});
const reportsWith = (dials: typeof none) => stories.map((story) => reportsOf(story, 'faults', dials));
const total = (dials: typeof none) => reportsWith(dials).flat().length;

describe('reports', () => {
  it('with every dial at zero are the story, soon after it happens', () => {
    for (const [index, reports] of reportsWith(none).entries()) {
      const { scans } = stories[index] ?? expect.unreachable();
      expect(new Set(reports.map(({ scan }) => scan.scan))).toEqual(new Set(scans));
      for (const { at, scan } of reports) expect(at - scan.scan.at).toBeLessThan(60_000);
    }
  });
  it('are the same every time, by the time they are sent', () => {
    for (const story of stories) {
      const reports = reportsOf(story, 'faults');
      expect(reports).toEqual(reportsOf(story, 'faults'));
      expect(reports.map(({ at }) => at)).toEqual(reports.map(({ at }) => at).toSorted((a, b) => a - b));
    }
  });
  it('repeat, drop, delay and swap as the dials say', () => {
    const plain = total(none);
    expect(total({ ...none, duplicate: 1 })).toBe(2 * plain);
    expect(total({ ...none, dropped: 1 })).toBe(stories.length);
    const late = reportsWith({ ...none, late: 1 }).flat();
    expect(late.every(({ at, scan }) => at - scan.scan.at > 600_000)).toBe(true);
    const swapped = reportsWith({ ...none, outOfOrder: 0.3 }).filter((reports) =>
      reports.some(({ scan }, index) => scan.scan.at < (reports[index - 1]?.scan.scan.at ?? 0)),
    );
    expect(swapped.length).toBeGreaterThan(stories.length * 0.9);
    const bare = reportsWith({ ...none, zoneLess: 1 }).flat();
    expect(bare.every(({ scan }) => scan.zoneLess)).toBe(true);
  });
});

describe('catching up', () => {
  const scans = (reportsWith(none)[0] ?? []).map(({ scan }) => scan);
  const isPosition = ({ scan }: (typeof scans)[number]): boolean => scan.kind === 'position';
  it('leaves out only old positions', () => {
    const end = (scans.at(-1)?.scan.at ?? 0) + 1000;
    const kept = worthSending(scans, end);
    expect(scans.filter(isPosition).length).toBeGreaterThan(4);
    expect(kept.filter((one) => !isPosition(one))).toEqual(scans.filter((one) => !isPosition(one)));
    expect(kept.filter(isPosition).length).toBeLessThan(4);
    expect(worthSending(scans, 0)).toEqual(scans);
  });
  it('says nothing twice', () => {
    expect(worthSending([...scans, ...scans], 0)).toEqual(scans);
  });
});
