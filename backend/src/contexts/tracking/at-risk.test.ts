/** When a promise ends, whether it was kept, and from when on it cannot be kept any more. */
import { describe, expect, it } from 'vitest';
import { groundStanding } from './assess.ts';
import { onTime, outlook, promiseEnd } from './at-risk.ts';
import { after, labelAt, planWith } from './test-scans.ts';

const promise = { day: '2026-11-22', timeZone: 'America/Sao_Paulo' };
const hours = (from: Date | null, to: Date | null): number => ((to?.getTime() ?? 0) - (from?.getTime() ?? 0)) / 3.6e6;

describe('a promise', () => {
  it('ends with its day by its own clock', () => {
    expect(promiseEnd(promise)?.toISOString()).toBe('2026-11-23T03:00:00.000Z');
    expect(promiseEnd(null)).toBeNull();
  });
  it('is kept until the last second of that day, and not after', () => {
    expect(onTime(promise, '2026-11-23T02:59:59.999Z')).toBe(true);
    expect(onTime(promise, '2026-11-23T03:00:00.000Z')).toBe(false);
  });
  it('without a delivery or without a promise nothing is said', () => {
    expect(onTime(promise, null)).toBeNull();
    expect(onTime(null, '2026-11-23T02:59:59.999Z')).toBeNull();
  });
});

describe('the outlook', () => {
  const standing = { ...groundStanding, position: 'out_for_delivery' as const, lastScanAt: after(10) };
  it('counts from the last scan, else from the label', () => {
    const scanned = outlook(planWith(), standing, labelAt).expectedAt;
    expect(hours(new Date(after(10)), scanned)).toBeGreaterThan(0);
    expect(outlook(planWith(), { ...standing, lastScanAt: after(11) }, labelAt).expectedAt).toEqual(
      new Date((scanned?.getTime() ?? 0) + 3.6e6),
    );
    const label = outlook(planWith(), groundStanding, labelAt);
    expect(hours(new Date(labelAt), label.expectedAt)).toBeGreaterThan(hours(new Date(after(10)), scanned));
  });
  it('is at risk as long before the end of the promise as the work still takes', () => {
    const { riskAt, expectedAt } = outlook(planWith(), standing, labelAt);
    expect(hours(riskAt, promiseEnd(planWith().promise))).toBeCloseTo(hours(new Date(after(10)), expectedAt));
    expect(outlook(planWith({ promise: null }), standing, labelAt).riskAt).toBeNull();
  });
  it('counts the road only while it lies ahead, from where the parcel was last seen', () => {
    const near = { city: 'Dos Hermanas', latitude: 37.3, longitude: -5.9 };
    const transit = { ...groundStanding, position: 'in_transit' as const, lastScanAt: after(10) };
    const far = outlook(planWith(), transit, labelAt).expectedAt;
    const close = outlook(planWith(), { ...transit, lastPlace: near }, labelAt).expectedAt;
    expect(hours(close, far)).toBeGreaterThan(5);
    const unknown = outlook(planWith({ origin: { city: 'Madrid', country: 'ES' } }), transit, labelAt);
    expect(unknown.expectedAt?.getTime()).toBeLessThan(close?.getTime() ?? 0);
  });
  it('a parcel across an ocean flies', () => {
    const lima = { city: 'Lima', country: 'PE', latitude: -12, longitude: -77 };
    const transit = { ...groundStanding, position: 'in_transit' as const, lastScanAt: after(0) };
    const { expectedAt } = outlook(planWith({ destination: lima }), transit, labelAt);
    expect(hours(new Date(after(0)), expectedAt)).toBeLessThan(48);
  });
  it.each([
    ['ended', { ...standing, endedAt: after(12) }],
    ['waiting for its recipient', { ...standing, position: 'available_for_pickup' as const }],
    ['on its way back', { ...standing, position: 'return_initiated' as const }],
  ])('says nothing of a parcel %s', (_name, one) => {
    expect(outlook(planWith(), one, labelAt)).toEqual({ expectedAt: null, riskAt: null });
  });
});
