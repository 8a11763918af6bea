/** The world's carelessness: at zero nothing is lost or changed, and each dial does its own damage and no other. */
import { describe, expect, it } from 'vitest';
import { defaultDials } from './dials.ts';
import { sendingsOf } from './faults.ts';
import { worthSending } from './play.ts';
import { planDay } from './world.ts';

const none = {
  ...defaultDials,
  duplicate: 0,
  late: 0,
  outOfOrder: 0,
  zoneLess: 0,
  dropped: 0,
  silent: 0,
  lost: 0,
  broken: 0,
};
const plans = planDay('faults', new Date('2026-03-01'), { ...none, perDay: 300 }).filter(
  (plan) => plan.scans.length > 0,
);
const scansOf = (dials: typeof none) =>
  plans.map((plan) => sendingsOf(plan, 'faults', dials).flatMap((one) => (one.what === 'scan' ? [one] : [])));
const total = (dials: typeof none) => scansOf(dials).flat().length;

describe('sendings', () => {
  it('with every dial at zero are the plan, soon after it happens', () => {
    for (const [index, sent] of scansOf(none).entries()) {
      const planned = plans[index]?.scans ?? [];
      expect(new Set(sent.map((one) => one.scan.scan))).toEqual(new Set(planned));
      for (const one of sent) expect(one.at - one.scan.scan.at).toBeLessThan(60_000);
    }
  });
  it('are the same every time, by the time they are sent, the order before the shipment before the scans', () => {
    for (const plan of plans) {
      const sendings = sendingsOf(plan, 'faults');
      expect(sendings).toEqual(sendingsOf(plan, 'faults'));
      expect(sendings.map((one) => one.at)).toEqual(sendings.map((one) => one.at).toSorted((a, b) => a - b));
      expect(sendings.slice(0, 2).map((one) => one.what)).toEqual(['order', 'shipment']);
    }
  });
  it('repeat, drop, delay and swap as the dials say', () => {
    const plain = total(none);
    expect(total({ ...none, duplicate: 1 })).toBe(2 * plain);
    expect(total({ ...none, dropped: 1 })).toBe(plans.length);
    expect(
      scansOf({ ...none, late: 1 })
        .flat()
        .every((one) => one.at - one.scan.scan.at > 600_000),
    ).toBe(true);
    const swapped = scansOf({ ...none, outOfOrder: 0.3 }).filter((sent) =>
      sent.some((one, index) => one.scan.scan.at < (sent[index - 1]?.scan.scan.at ?? 0)),
    );
    expect(swapped.length).toBeGreaterThan(plans.length * 0.9);
    expect(
      scansOf({ ...none, zoneLess: 1 })
        .flat()
        .every((one) => one.scan.zoneLess),
    ).toBe(true);
  });
});

it('catching up leaves out only old positions', () => {
  const sent = scansOf(none)[0]?.map((one) => one.scan) ?? [];
  const end = (sent.at(-1)?.scan.at ?? 0) + 1000;
  const kept = worthSending(sent, end);
  expect(kept.filter((one) => one.scan.kind !== 'position')).toEqual(
    sent.filter((one) => one.scan.kind !== 'position'),
  );
  expect(kept.filter((one) => one.scan.kind === 'position').length).toBeLessThan(4);
  expect(worthSending(sent, 0)).toEqual(sent);
});
