/** The rules of transfers: sent once, nothing arrives twice, what is broken or missing is told. */
import { describe, expect, it } from 'vitest';
import { noon } from '../../../../test/stock-world.ts';
import { given } from '../../../kernel/spec.ts';
import { arrive, lotsOfArrival, send } from './decide.ts';
import { arrivedOf, evolve, sentIn, type Transfer } from './transfer.ts';

const transferId = 'tfr_1';
const sent = {
  transferId,
  merchant: 'main',
  sku: 'MUG',
  from: 'w1',
  to: 'w2',
  expectedOn: '2026-11-30',
  lots: [
    { lot: 'L1', quantity: 6 },
    { lot: 'L2', quantity: 4 },
  ],
};
const arrival = (accepted: number, damaged = 0, missing = 0, receiptId = 'r1') => ({
  receiptId,
  accepted,
  damaged,
  missing,
});
const underWay = send(sent, noon)(undefined);
const after = (...arrivals: ReturnType<typeof arrival>[]) => {
  const events = [...underWay];
  for (const one of arrivals) events.push(...given(evolve, events).when(arrive(one, noon)).events());
  return events;
};

describe('a transfer', () => {
  it('is sent once', () => {
    expect(given(evolve, underWay).state()).toMatchObject({
      state: 'in_transit',
      sentAt: noon.toISOString(),
      lots: sent.lots,
    });
    expect(given(evolve, underWay).when(send(sent, noon)).events()).toEqual([]);
  });
  it('arrives in parts until nothing is on its way', () => {
    const some = given(evolve, after(arrival(4))).state() as Transfer;
    expect([some.state, arrivedOf(some).open, sentIn(some)]).toEqual(['in_transit', 6, 10]);
    const all = given(evolve, after(arrival(4), arrival(6, 0, 0, 'r2'))).state();
    expect(all).toMatchObject({ state: 'received', discrepancies: [] });
  });
  it('of 10 of which 7 are good and 3 broken is received, with a discrepancy of 3 (fs-027)', () => {
    const events = given(evolve, underWay).when(arrive(arrival(7, 3), noon));
    expect(events.names()).toEqual(['inventory.transfer_received', 'inventory.transfer_discrepancy_found']);
    const state = events.state() as Transfer;
    expect(arrivedOf(state)).toEqual({ accepted: 7, damaged: 3, missing: 0, open: 0 });
    expect(state).toMatchObject({
      state: 'received',
      discrepancies: [{ receiptId: 'r1', kind: 'damaged', quantity: 3, at: noon.toISOString() }],
    });
  });
  it('tells what is missing apart from what is broken', () => {
    const state = given(evolve, after(arrival(5, 2, 3))).state();
    expect(state?.discrepancies.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['damaged', 2],
      ['missing', 3],
    ]);
  });
  it('books a receipt once, whoever repeats it, and none of that name with other numbers', () => {
    const past = given(evolve, after(arrival(4)));
    expect(past.when(arrive(arrival(4), noon)).events()).toEqual([]);
    expect(past.when(arrive(arrival(5), noon)).refusal()).toBe('receipt_taken');
  });
  it('books no more than is on its way', () => {
    const past = given(evolve, after(arrival(4)));
    expect(past.when(arrive(arrival(5, 1, 1, 'r2'), noon)).refusal()).toBe('transfer_short');
    expect(
      given(evolve, [])
        .when(arrive(arrival(1), noon))
        .refusal(),
    ).toBe('no_such_transfer');
  });
  it('fills what arrived from its lots in turn, each unit once', () => {
    expect(lotsOfArrival(sent.lots, { accepted: 7, damaged: 2, missing: 1 })).toEqual({
      accepted: [
        { lot: 'L1', quantity: 6 },
        { lot: 'L2', quantity: 1 },
      ],
      damaged: [{ lot: 'L2', quantity: 2 }],
      missing: [{ lot: 'L2', quantity: 1 }],
    });
  });
});
