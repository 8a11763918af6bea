/** A small invented world of parcels for the tests of the ETA model: two carriers, three regions, a seeded roll of the dice. */
import { dayMs, type EtaHistoryRow } from '../src/contexts/forecast/model/eta-model.ts';

export const worldStart = Date.UTC(2026, 0, 5);
export const day = (count: number): number => worldStart + count * dayMs;

/** Noise in [0, 1) that is the same every time. */
export const diceOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
};

const baseDays: Record<string, number> = { 'ES-M': 2, 'ES-B': 3, 'PT-L': 6 };

/**
 * `perDay` parcels a day over `days` days from Madrid, picked up and mostly out for delivery on their last day; times to
 * Portugal are longest, carrier `slow` takes half as long again. Some are never delivered.
 */
export const parcels = (days: number, perDay: number, seed = 7): EtaHistoryRow[] => {
  const dice = diceOf(seed);
  const regions = Object.keys(baseDays);
  return Array.from({ length: days * perDay }, (_, index) => {
    const enteredAt = day(index / perDay);
    const to = regions[Math.floor(dice() * regions.length)] ?? 'ES-M';
    const [country = '', region = ''] = to.split('-');
    const carrier = dice() < 0.5 ? 'quick' : 'slow';
    const took = (baseDays[to] ?? 2) * (carrier === 'slow' ? 1.5 : 1) * (0.6 + 0.8 * dice() + (dice() < 0.05 ? 3 : 0));
    const facts = {
      parcel: `p${index}`,
      stage: 'picked_up',
      enteredAt,
      carrier,
      service: 'standard',
      seller: `s${Math.floor(dice() * 4)}`,
      origin: { country: 'ES', region: 'M', latitude: 40.4, longitude: -3.7 },
      destination: { country, region },
      promisedBy: enteredAt + 8 * dayMs,
    };
    return dice() < 0.03 ? facts : { ...facts, deliveredAt: enteredAt + took * dayMs };
  });
};
