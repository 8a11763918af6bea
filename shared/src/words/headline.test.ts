/** Given where a parcel stands, the one sentence that answers; each line is a decision about what a customer needs to hear. */
import { describe, expect, it } from 'vitest';
import { statusReasons, trackingStatuses } from '../vocabulary/tracking-status.ts';
import { speakerFor } from './dictionaries.ts';
import { englishHeadline, type HeadlineFacts, headlineOf, sayHeadline } from './headline.ts';
import { languages } from './languages.ts';
import { momentOf } from './moments.ts';

/** Noon in Lyon. */
const now = new Date('2026-05-14T10:00:00Z');
const today = '2026-05-14';
const day = (days: number): string => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

type Event = HeadlineFacts['events'][number];
const scan = (status: Event['status'], at: string, timeZone: string | null = 'Europe/Paris'): Event => ({
  label: status,
  status,
  reason: null,
  at,
  zone: 'given',
  timeZone,
  localTime: null,
  place: '',
  leg: 1,
});
const eta = (low: number, high: number, confidence: 'high' | 'medium' | 'low' = 'high') => ({
  at: `${day(low)}T12:00:00Z`,
  low: `${day(low)}T08:00:00Z`,
  high: `${day(high)}T16:00:00Z`,
  lowDay: day(low),
  highDay: day(high),
  confidence,
  shipments: 80,
});
const moving: HeadlineFacts = {
  status: 'in_transit',
  reason: null,
  actionRequiredBy: 'none',
  destination: { city: 'Lyon', country: 'FR', timeZone: 'Europe/Paris' },
  promisedDay: day(3),
  carrierDay: day(2),
  eta: eta(1, 2),
  deliveredAt: null,
  silentSince: null,
  events: [scan('in_transit', '2026-05-13T09:00:00Z')],
};
const said = (change: Partial<HeadlineFacts>): string => englishHeadline({ ...moving, ...change }, now);

describe('when it comes', () => {
  it.each([
    [{ eta: eta(2, 3) }, 'Arrives Sat 16 – Sun 17 May, very likely'],
    [{ eta: eta(0, 0, 'medium') }, 'Arrives today, likely'],
    [{ eta: eta(1, 1, 'low') }, 'Arrives tomorrow, not yet certain'],
    [{ status: 'delayed' }, 'Delayed: now expected Fri 15 – Sat 16 May, very likely'],
  ] as const)('is our estimate while it holds: %o', (change, sentence) => expect(said(change)).toBe(sentence));
  it('is no day that is over', () => {
    expect(said({ eta: eta(-2, 0) })).toBe('Arrives today, very likely');
    expect(said({ eta: eta(-3, 3) })).toBe('Arrives Thu 14 – Sun 17 May, very likely');
  });
  it('is the carrier’s day, the promise, or that it is late, once the estimate is over', () => {
    const over = { eta: eta(-4, -2) };
    expect(said(over)).toBe('The carrier expects to deliver on Saturday 16 May');
    expect(said({ ...over, carrierDay: day(-1) })).toBe('Promised for Sunday 17 May');
    expect(said({ ...over, carrierDay: null, promisedDay: day(-1) })).toBe(
      'Running late: it was promised for Wednesday 13 May',
    );
    expect(said({ ...over, carrierDay: null, promisedDay: null })).toBe(
      'Running late: it was expected by Tuesday 12 May',
    );
  });
  it('is the state where nobody gave a day', () => {
    expect(said({ eta: null, carrierDay: null, promisedDay: null })).toBe('Your parcel is on its way');
  });
});

describe('trouble', () => {
  const nothing = { eta: null, carrierDay: null };
  it('is told instead of a promise that it endangers', () => {
    expect(said({ ...nothing, status: 'customs_held', reason: 'customs_inspection' })).toBe(
      'Customs are inspecting the parcel',
    );
    expect(said({ eta: null, status: 'on_hold' })).toBe('Your parcel is on hold');
    expect(said({ ...nothing, status: 'delivery_attempted' })).toBe(
      'The courier came but could not deliver your parcel',
    );
    expect(said({ ...nothing, status: 'delayed', reason: 'weather' })).toBe('Bad weather is slowing the carrier down');
    expect(said({ ...nothing, status: 'delayed', promisedDay: day(-1) })).toMatch(/^Running late/);
    expect(said({ eta: null, status: 'delayed' })).toMatch(/^The carrier expects to deliver/);
  });
  it('gives way to an estimate that was made knowing it', () => {
    expect(said({ status: 'customs_held', reason: 'customs_inspection' })).toMatch(/^Arrives/);
  });
  it('of a parcel that will not come is never followed by a day of arrival', () => {
    expect(said({ status: 'exception', reason: 'carrier_lost' })).toBe('The carrier cannot find the parcel');
  });
});

describe('before any date', () => {
  it('stands what the recipient has to do', () => {
    const waits = { actionRequiredBy: 'recipient' } as const;
    expect(said({ ...waits, status: 'customs_held', reason: 'customs_duties_unpaid' })).toBe('Pay the customs duties');
    expect(said({ ...waits, status: 'in_customs', reason: 'payment_due' })).toBe('Pay the customs duties');
    expect(said({ ...waits, status: 'delivery_attempted' })).toBe('Choose how to get your parcel');
    expect(said({ ...waits, reason: 'other' })).toBe('Your answer is needed');
    expect(said({ ...waits, silentSince: '2026-04-10T09:00:00Z', reason: 'address_incorrect' })).toBe(
      'Check the delivery address',
    );
  });
  it('stands that it can be collected, whoever the carrier says must act', () => {
    expect(said({ status: 'available_for_pickup' })).toBe('Ready for you to collect');
  });
  it('stands a long silence, also of a van and where no clock is known', () => {
    const silentSince = '2026-04-10T09:00:00Z';
    expect(said({ silentSince })).toBe('No news from the carrier since Friday 10 April');
    expect(said({ silentSince, status: 'out_for_delivery' })).toMatch(/^No news/);
    const nowhere = { city: '', country: null, timeZone: null };
    expect(said({ silentSince, destination: nowhere, events: [] })).toBe(
      'No news from the carrier since Friday 10 April',
    );
  });
});

describe('a van', () => {
  const out = (at: string) => ({ status: 'out_for_delivery' as const, events: [scan('out_for_delivery', at)] });
  it('is of today where it left today, by the clock of the place', () => {
    expect(said(out('2026-05-13T23:30:00Z'))).toBe('Out for delivery today');
  });
  it('of another day says what is expected, or only that it is out', () => {
    expect(said(out('2026-05-13T08:00:00Z'))).toMatch(/^Arrives/);
    expect(said({ ...out('2026-05-13T08:00:00Z'), eta: null })).toBe('Out for delivery');
  });
});

describe('the end', () => {
  it('is the day by the clock of the scan that ended it', () => {
    const deliveredAt = '2026-05-13T13:00:00Z';
    const events = [scan('delivered', deliveredAt, 'Pacific/Auckland')];
    expect(said({ status: 'delivered', deliveredAt, events })).toBe('Delivered on Thursday 14 May');
    expect(said({ status: 'delivered', deliveredAt: null })).toBe('Your parcel has been delivered');
  });
  it('needs no day where there is none to wait for', () => {
    expect(said({ status: 'returned_to_sender' })).toBe('Your parcel was returned to the sender');
    expect(said({ status: 'return_initiated' })).toBe('Your parcel is on its way back to the sender');
    expect(said({ status: 'cancelled' })).toBe('This shipment was cancelled');
  });
});

it('is whole in every language, for every status and reason', () => {
  for (const language of languages)
    for (const status of trackingStatuses)
      for (const reason of [null, ...statusReasons]) {
        const facts = { ...moving, status, reason, eta: null, carrierDay: null };
        const moment = momentOf(facts, now);
        const text = sayHeadline(headlineOf(facts, moment), speakerFor(language, null), moment.today);
        expect(text).toMatch(/\S/);
        expect(text).not.toMatch(/[{}]|undefined|Invalid|[.。]$/);
      }
  const pt = speakerFor('pt', null);
  expect(sayHeadline({ key: 'arrivesTomorrow', confidence: 'high' }, pt, today)).toBe('Chega amanhã, muito provável');
});
