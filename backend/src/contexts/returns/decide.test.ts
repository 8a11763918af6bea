/** Returns as they go: which step may follow on which, what is counted, what is refused and why. */
import type { ReturnEvent } from '@gantry/shared/events/returns';
import { type ReturnState, returnStates } from '@gantry/shared/vocabulary/returns';
import { describe, expect, it } from 'vitest';
import { given } from '../../kernel/spec.ts';
import { type Asked, type Returnable, requestReturn } from './asking/request.ts';
import { bringsBack, toInspect, toReceiveOf } from './counts.ts';
import { authorize, cancel, close, expire, type Receipt, receive, reject, sent } from './decide.ts';
import { evolve } from './evolve.ts';
import { type InspectionContext, inspect } from './inspection/inspect.ts';

const now = new Date('2026-11-28T12:00:00.000Z');
const line = (change: Partial<Returnable> = {}): Returnable => ({
  lineId: '1',
  sku: 'COAT',
  name: 'Coat',
  shipped: 3,
  returned: 0,
  returnable: 3,
  parts: [],
  ...change,
});
const desk = line({
  lineId: '2',
  sku: 'DESK',
  parts: [
    { sku: 'LEG', perUnit: 2 },
    { sku: 'TOP', perUnit: 1 },
  ],
});
const asked = (change: Partial<Asked> = {}): Asked => ({
  returnId: 'rma_1',
  merchant: 'main',
  number: 'RMA-1',
  orderId: 'ord_1',
  orderNumber: 'A-1',
  channel: 'shop',
  by: 'staff',
  shipmentId: null,
  lines: [{ lineId: '1', quantity: 2, reason: 'wrong_size' }],
  note: '',
  photos: [],
  ...change,
});
const how = {
  warehouse: 'mad',
  way: 'drop_off' as const,
  expiresAt: '2026-12-28T12:00:00.000Z',
  dropOffCode: 'K3Q9X2MA',
  trackingNumber: null,
  carrier: null,
};
const most = new Map([
  ['1', 3],
  ['2', 3],
]);
const receipt = (change: Partial<Receipt> = {}): Receipt => ({
  receiptId: 'r1',
  lines: [{ lineId: '1', quantity: 2 }],
  unexpected: [],
  complete: false,
  ...change,
});
const looking: InspectionContext = {
  stocked: new Set(['COAT', 'LEG', 'TOP', 'HAT']),
  kits: new Set(['DESK']),
  lots: [],
  now,
};
type Looked = Parameters<typeof inspect>[0]['units'][number];
const found = (change: Partial<Looked> = {}): Looked => ({
  lineId: '1',
  quantity: 2,
  outcome: 'restock',
  bin: '',
  ...change,
});
const look = (units: Looked[], rest: { inspectionId?: string; complete?: boolean } = {}) =>
  inspect({ inspectionId: 'i1', complete: false, ...rest, units }, looking);

const noOne = { carrier: null, trackingNumber: null };
const steps = {
  authorize: authorize({ ...how, warehouse: 'bcn' }, now),
  reject: reject('no', now),
  cancel: cancel('no', now),
  sent: sent({ carrier: 'acme', trackingNumber: 'T9' }, now),
  receive: receive(receipt({ receiptId: 'again', lines: [{ lineId: '1', quantity: 1 }] }), {
    most,
    kits: new Set(),
    now,
  }),
  inspect: look([found({ quantity: 1 })], { inspectionId: 'again' }),
  close: close(now),
  expire: expire(new Date('2027-01-01T00:00:00.000Z')),
};

const requested = given(evolve, [])
  .when(requestReturn(asked(), [line()], now))
  .events();
const after = (past: readonly ReturnEvent[], ...decisions: (typeof steps)['close'][]): ReturnEvent[] => {
  const story = [...past];
  for (const decide of decisions)
    story.push(
      ...given(evolve, [...story])
        .when(decide)
        .events(),
    );
  return story;
};
const authorized = after(requested, authorize(how, now));
const all = { most, kits: new Set<string>(), now };
const received = after(authorized, receive(receipt(), all));
const stories: Record<ReturnState, ReturnEvent[]> = {
  requested,
  authorized,
  in_transit: after(authorized, sent(noOne, now)),
  received,
  inspected: after(received, look([found()])),
  closed: after(received, look([found()]), close(now)),
  rejected: after(requested, reject('no', now)),
  expired: after(authorized, steps.expire),
  cancelled: after(requested, cancel('no', now)),
};

/** The state after a step, `same` where nothing happens, or why not. */
const matrix: Record<ReturnState, Record<keyof typeof steps, string>> = {
  requested: {
    authorize: 'authorized',
    reject: 'rejected',
    cancel: 'cancelled',
    sent: 'not_authorized',
    receive: 'not_authorized',
    inspect: 'not_authorized',
    close: 'not_authorized',
    expire: 'same',
  },
  authorized: {
    authorize: 'authorized',
    reject: 'illegal_step',
    cancel: 'cancelled',
    sent: 'in_transit',
    receive: 'in_transit',
    inspect: 'not_received',
    close: 'not_received',
    expire: 'expired',
  },
  in_transit: {
    authorize: 'illegal_step',
    reject: 'illegal_step',
    cancel: 'cancelled',
    sent: 'in_transit',
    receive: 'in_transit',
    inspect: 'more_than_received',
    close: 'not_received',
    expire: 'same',
  },
  received: {
    authorize: 'illegal_step',
    reject: 'illegal_step',
    cancel: 'illegal_step',
    sent: 'illegal_step',
    receive: 'received',
    inspect: 'received',
    close: 'not_inspected',
    expire: 'same',
  },
  inspected: {
    authorize: 'illegal_step',
    reject: 'illegal_step',
    cancel: 'illegal_step',
    sent: 'illegal_step',
    receive: 'received',
    inspect: 'more_than_received',
    close: 'closed',
    expire: 'same',
  },
  closed: {
    authorize: 'illegal_step',
    reject: 'illegal_step',
    cancel: 'illegal_step',
    sent: 'illegal_step',
    receive: 'illegal_step',
    inspect: 'illegal_step',
    close: 'same',
    expire: 'same',
  },
  rejected: {
    authorize: 'illegal_step',
    reject: 'same',
    cancel: 'illegal_step',
    sent: 'illegal_step',
    receive: 'illegal_step',
    inspect: 'illegal_step',
    close: 'illegal_step',
    expire: 'same',
  },
  expired: {
    authorize: 'illegal_step',
    reject: 'illegal_step',
    cancel: 'illegal_step',
    sent: 'illegal_step',
    receive: 'illegal_step',
    inspect: 'illegal_step',
    close: 'illegal_step',
    expire: 'same',
  },
  cancelled: {
    authorize: 'illegal_step',
    reject: 'illegal_step',
    cancel: 'same',
    sent: 'illegal_step',
    receive: 'illegal_step',
    inspect: 'illegal_step',
    close: 'illegal_step',
    expire: 'same',
  },
};

describe('every step from every state', () => {
  const pairs = returnStates.flatMap((state) =>
    (Object.keys(steps) as (keyof typeof steps)[]).map((step) => [state, step] as const),
  );
  it.each(pairs)('%s: %s', (state, step) => {
    expect(given(evolve, stories[state]).state()?.state).toBe(state);
    const outcome = given(evolve, stories[state]).when(steps[step]);
    const expected = matrix[state][step];
    if (/^(illegal_step|not_|more_than)/.test(expected)) {
      expect(outcome.refusal()).toBe(expected);
      return;
    }
    if (expected === 'same') expect(outcome.events()).toEqual([]);
    else expect([outcome.state()?.state, outcome.events().length]).toEqual([expected, 1]);
  });
  it('of a return that there is not is refused', () => {
    for (const [name, decide] of Object.entries(steps))
      expect([name, given(evolve, []).when(decide).refusal()]).toEqual([name, 'no_such_return']);
  });
});

describe('what is asked for', () => {
  const askFor = (lines: Asked['lines'], of: Returnable[] = [line()]) =>
    given(evolve, []).when(requestReturn(asked({ lines }), of, now));
  it('is never more than was shipped, less what others bring back', () => {
    const some = (quantity: number) => [{ lineId: '1', quantity, reason: 'other' as const }];
    expect(askFor(some(4)).refusal()).toBe('more_than_shipped');
    expect(askFor(some(3)).names()).toEqual(['returns.requested']);
    expect(askFor(some(1), [line({ shipped: 0, returnable: 0 })]).refusal()).toBe('more_than_shipped');
    expect(askFor(some(2), [line({ returned: 2, returnable: 1 })]).refusal()).toBe('more_than_shipped');
  });
  it('names lines of the order, each once', () => {
    const one = { lineId: '1', quantity: 1, reason: 'other' as const };
    expect(askFor([one, one]).refusal()).toBe('invalid');
    expect(askFor([{ ...one, lineId: '9' }]).refusal()).toBe('invalid');
  });
  it('under the same number again is nothing; of another order it is refused', () => {
    expect(
      given(evolve, requested)
        .when(requestReturn(asked(), [], now))
        .events(),
    ).toEqual([]);
    const theirs = asked({ orderId: 'ord_2' });
    expect(
      given(evolve, requested)
        .when(requestReturn(theirs, [line()], now))
        .refusal(),
    ).toBe('number_taken');
  });
});

describe('what comes back', () => {
  const state = (past: readonly ReturnEvent[]) => {
    const rma = given(evolve, past).state();
    if (!rma) throw new Error('it was asked for');
    return rma;
  };
  it('counts as announced until all has come, then as it came; what ended counts for nothing', () => {
    const of = (past: readonly ReturnEvent[]) => bringsBack(state(past)).map(({ quantity }) => quantity);
    expect([of(requested), of(authorized), of(stories.in_transit), of(received), of(stories.closed)]).toEqual([
      [2],
      [2],
      [2],
      [2],
      [2],
    ]);
    expect([of(stories.rejected), of(stories.expired), of(stories.cancelled)]).toEqual([[], [], []]);
    const one = receipt({ lines: [{ lineId: '1', quantity: 1 }], complete: true });
    expect(of(after(authorized, receive(one, all)))).toEqual([1]);
  });
  it('may come in parts, each counted once', () => {
    const part = (receiptId: string) => receive(receipt({ receiptId, lines: [{ lineId: '1', quantity: 1 }] }), all);
    const first = after(authorized, part('a'));
    expect(given(evolve, first).when(part('a')).events()).toEqual([]);
    // Other numbers under a name that is known are not dropped: what was booked then says what the name stands for.
    const told = (quantity: number) =>
      receive(receipt({ receiptId: 'a', lines: [{ lineId: '1', quantity }] }), {
        ...all,
        before: receipt({ receiptId: 'a', lines: [{ lineId: '1', quantity: 1 }] }),
      });
    expect(given(evolve, first).when(told(1)).events()).toEqual([]);
    expect(given(evolve, first).when(told(2)).refusal()).toBe('receipt_taken');
    expect(state(first)).toMatchObject({ state: 'in_transit', received: { '1': 1 } });
    expect(state(first).lines.map((each) => toReceiveOf(state(first), each))).toEqual([1]);
    // What is on its way in part does not expire, and is not called off.
    expect(given(evolve, first).when(steps.expire).events()).toEqual([]);
    expect(given(evolve, first).when(cancel('', now)).refusal()).toBe('already_received');
    expect(state(after(first, part('b'))).state).toBe('received');
  });
  it('may be more than announced as far as that was shipped', () => {
    const three = receipt({ lines: [{ lineId: '1', quantity: 3 }] });
    expect(state(after(authorized, receive(three, all))).received).toEqual({ '1': 3 });
    expect(
      given(evolve, authorized)
        .when(receive(three, { ...all, most: new Map([['1', 2]]) }))
        .refusal(),
    ).toBe('more_than_shipped');
  });
  it('and was not announced is counted by its SKU; kits by their parts', () => {
    const other = receipt({ lines: [], unexpected: [{ sku: 'HAT', quantity: 1 }], complete: true });
    const came = after(authorized, receive(other, all));
    expect(toInspect(state(came))).toEqual([{ lineId: null, sku: 'HAT', quantity: 1 }]);
    expect(
      given(evolve, came)
        .when(look([found({ lineId: null })]))
        .refusal(),
    ).toBe('invalid');
    expect(state(after(came, look([found({ lineId: null, sku: 'HAT', quantity: 1 })]))).state).toBe('inspected');
    expect(
      given(evolve, authorized)
        .when(receive(other, { ...all, kits: new Set(['HAT']) }))
        .refusal(),
    ).toBe('invalid');
  });
  it('is told in full by whoever unpacks it, but not of nothing', () => {
    const nothing = { lines: [], unexpected: [] };
    expect(
      given(evolve, authorized)
        .when(receive(receipt(nothing), all))
        .refusal(),
    ).toBe('invalid');
    expect(
      given(evolve, authorized)
        .when(receive(receipt({ ...nothing, complete: true }), all))
        .refusal(),
    ).toBe('not_received');
    const first = after(authorized, receive(receipt({ receiptId: 'a', lines: [{ lineId: '1', quantity: 1 }] }), all));
    const looked = after(first, look([found({ quantity: 1 })]));
    expect(state(looked).state).toBe('in_transit');
    expect(state(after(looked, receive(receipt({ ...nothing, receiptId: 'b', complete: true }), all))).state).toBe(
      'inspected',
    );
  });
});

describe('what is found', () => {
  const came = after(received);
  const units = (past: readonly ReturnEvent[], decide: ReturnType<typeof look>) =>
    given(evolve, past)
      .when(decide)
      .events()
      .flatMap((event) => (event.name === 'returns.inspected' ? event.payload.units : []));
  it('is looked at unit by unit, once under its name, never more than came', () => {
    const [one, other] = [found({ quantity: 1 }), found({ quantity: 1, outcome: 'damaged', bin: 'D-1' })];
    const looked = after(came, look([one, other]));
    expect(given(evolve, looked).state()?.inspections).toMatchObject([
      { sku: 'COAT', quantity: 1, outcome: 'restock', warehouse: 'mad', lot: 'RMA-1' },
      { sku: 'COAT', quantity: 1, outcome: 'damaged', bin: 'D-1' },
    ]);
    expect(
      given(evolve, looked)
        .when(look([one, other]))
        .events(),
    ).toEqual([]);
    const again = (...units: Parameters<typeof look>[0]) => given(evolve, looked).when(look(units)).refusal();
    expect(again(one)).toBe('inspection_taken');
    expect(again(one, { ...other, bin: 'D-2' })).toBe('inspection_taken');
    expect(again({ ...one, outcome: 'damaged' }, other)).toBe('inspection_taken');
    expect(again({ ...one, note: 'torn' }, other)).toBe('inspection_taken');
    expect(again({ ...one, lot: 'another' }, other)).toBe('inspection_taken');
    expect(
      given(evolve, looked)
        .when(look([other, { ...one, lot: 'RMA-1' }]))
        .events(),
    ).toEqual([]);
    expect(
      given(evolve, came)
        .when(look([one, one, other]))
        .refusal(),
    ).toBe('more_than_received');
  });
  it('joins the lots it left with, as many as left; the rest a lot of the return', () => {
    const lots = [
      { lineId: '1', sku: 'COAT', lot: 'L1', quantity: 1 },
      { lineId: '7', sku: 'COAT', lot: 'L7', quantity: 5 },
    ];
    const decide = inspect({ inspectionId: 'i1', complete: false, units: [found()] }, { ...looking, lots });
    expect(units(came, decide).map(({ lot, quantity }) => [lot, quantity])).toEqual([
      ['L1', 1],
      ['RMA-1', 1],
    ]);
    const named = look([found({ lot: 'L9' })]);
    expect(units(came, named).map(({ lot, quantity }) => [lot, quantity])).toEqual([['L9', 2]]);
    const nowhere = inspect(
      { inspectionId: 'i1', complete: false, units: [found()] },
      { ...looking, stocked: new Set() },
    );
    expect(units(came, nowhere).map(({ lot }) => lot)).toEqual([null]);
  });
  it('in the stead of what was to come is laid down as what it is', () => {
    const wrong = (sku?: string) => look([found({ outcome: 'wrong_item', quantity: 1, ...(sku ? { sku } : {}) })]);
    expect(given(evolve, came).when(wrong()).refusal()).toBe('invalid');
    expect(given(evolve, came).when(wrong('COAT')).refusal()).toBe('invalid');
    expect(given(evolve, came).when(wrong('DESK')).refusal()).toBe('invalid');
    expect(units(came, wrong('HAT'))).toMatchObject([{ lineId: '1', sku: 'HAT', quantity: 1 }]);
    const looked = given(evolve, after(came, wrong('HAT'))).state();
    expect(looked && toInspect(looked)).toEqual([{ lineId: '1', sku: 'COAT', quantity: 1 }]);
  });
  it('of a kit is looked at part by part', () => {
    const kit = given(evolve, [])
      .when(requestReturn(asked({ lines: [{ lineId: '2', quantity: 1, reason: 'other' }] }), [desk], now))
      .events();
    const here = after(kit, authorize(how, now), receive(receipt({ lines: [{ lineId: '2', quantity: 1 }] }), all));
    const leg = found({ lineId: '2', sku: 'LEG', quantity: 1 });
    const top = found({ lineId: '2', sku: 'TOP', quantity: 1 });
    expect(
      given(evolve, here)
        .when(look([{ ...leg, quantity: 3 }]))
        .refusal(),
    ).toBe('more_than_received');
    expect(
      given(evolve, here)
        .when(look([{ ...leg, sku: 'HAT' }]))
        .refusal(),
    ).toBe('invalid');
    const some = after(here, look([leg, top]));
    expect(given(evolve, some).state()?.state).toBe('received');
    expect(given(evolve, after(here, look([leg, top], { complete: true }))).state()?.state).toBe('inspected');
    const whole = units(here, look([found({ lineId: '2', quantity: 1 })]));
    expect(whole.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['LEG', 2],
      ['TOP', 1],
    ]);
  });
});

describe('an authorization', () => {
  it('told again is nothing; what differs holds from now on; its day must lie ahead', () => {
    expect(given(evolve, authorized).when(authorize(how, now)).events()).toEqual([]);
    const labelled = authorize({ ...how, way: 'label', carrier: 'acme', trackingNumber: 'T1', dropOffCode: null }, now);
    expect(given(evolve, authorized).when(labelled).state()).toMatchObject({ way: 'label', trackingNumber: 'T1' });
    const late = authorize({ ...how, expiresAt: now.toISOString() }, now);
    expect(given(evolve, requested).when(late).refusal()).toBe('invalid');
  });
  it('ends once its day has passed, no sooner', () => {
    expect(given(evolve, authorized).when(expire(now)).events()).toEqual([]);
    expect(given(evolve, authorized).when(steps.expire).names()).toEqual(['returns.expired']);
  });
});
