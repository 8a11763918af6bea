/** What the page answers: the sentence for each state, the dates kept apart, times by honest clocks. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { statusReasons, trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import { dictionaries, speakerFor } from '@gantry/shared/words/dictionaries';
import { type Language, languages } from '@gantry/shared/words/languages';
import { expect, describe as group, it } from 'vitest';
import { dayFrom, moving, noon, pages } from '../../../../e2e/track-pages.ts';
import { describe } from './describe.server.ts';
import { whenOf } from './history.server.ts';

const now = new Date(noon);
const say = (page: TrackingPage, language: Language = 'en') =>
  describe(page, speakerFor(language, null), { now, address: { token: 't', search: '' } });
const eta = (low: number, high: number, confidence: 'high' | 'medium' | 'low' = 'high') => ({
  ...(moving.eta as NonNullable<TrackingPage['eta']>),
  lowDay: dayFrom(low),
  highDay: dayFrom(high),
  confidence,
});

group('the page', () => {
  it('puts the answer first, and does not repeat it below', () => {
    const lost = say({ ...moving, status: 'exception', reason: 'carrier_lost', eta: null });
    expect(lost.headline).toBe('The carrier cannot find the parcel');
    expect(lost.status.reason).toBe('');
    expect(say(pages.delivered).headline).toMatch(/^Delivered on /);
  });
  it('is whole in every language, status and reason', () => {
    const states = [
      ...trackingStatuses.map((status) => ({ status, reason: null })),
      ...statusReasons.map((reason) => ({ status: 'on_hold' as const, reason })),
    ];
    for (const language of languages)
      for (const state of states) {
        const text = JSON.stringify(say({ ...moving, ...state, actionRequiredBy: 'recipient' }, language));
        expect(text).not.toMatch(/undefined|\bNaN\b|Invalid/);
        expect(text.replace(/"(stale|words)":"[^"]*"/g, '')).not.toMatch(/\{\w+\}/);
      }
  });
  it('keeps the three dates apart', () => {
    const facts = say({ ...moving, promisedDay: dayFrom(1), eta: eta(2, 3) }).facts;
    expect(facts.map(({ name }) => name)).toEqual(['estimate', 'carrier', 'promise']);
    expect(facts[0]?.notes).toEqual(['Very likely', 'Based on 1,204 earlier shipments']);
    expect(facts[2]?.notes).toEqual(['Later than promised']);
  });
  it('asks for nothing and shows nothing to come once it ended', () => {
    const view = say({ ...pages.returned, actionRequiredBy: 'recipient' });
    expect(view.action).toBeNull();
    expect(view.milestones.every(({ state }) => state === 'done')).toBe(true);
    expect(view.notices).toEqual([dictionaries.en.notice.contradiction]);
  });
  it('says who waits for the customer, why, and whom to ask', () => {
    const { action } = say(pages.duties, 'es');
    expect(action?.reason).toBe('Aún no se han pagado los aranceles o impuestos.');
    expect(action?.link).toEqual({ href: 'https://shop.example/help', label: 'Contactar con Maison Aurore' });
  });
  it('names countries in the language', () => {
    expect(say(moving, 'de').way).toEqual({
      from: 'Madrid, Spanien',
      to: 'Lyon, Frankreich',
      said: 'Von Madrid, Spanien nach Lyon, Frankreich',
    });
  });
  it('takes no logo from elsewhere', () => {
    const branded = {
      ...moving,
      brand: { ...(pages.out.brand as object), logo: 'https://evil.example/x.png' },
    } as TrackingPage;
    expect(say(branded).brand?.logo).toBeNull();
  });
});

group('the time of a scan', () => {
  const event = { ...(moving.events[0] as TrackingPage['events'][number]), at: '2026-05-13T04:12:00Z' };
  it('is by the clock of the place', () => {
    expect(whenOf(event, 'en-GB')).toEqual({ day: '2026-05-13', time: '06:12', zone: '', doubt: null });
  });
  it('is local, and never UTC, when the zone is unknown', () => {
    const unknown = { ...event, at: null, zone: 'unknown', timeZone: null, localTime: '2026-05-12 23:10' } as const;
    expect(whenOf(unknown, 'en-GB')).toEqual({ day: '2026-05-12', time: '23:10', zone: 'local', doubt: 'unknown' });
    expect(whenOf({ ...unknown, timeZone: 'Europe/Brussels' }, 'en-GB').zone).toBe('local');
    expect(whenOf({ ...unknown, localTime: null }, 'en-GB').time).toBe('');
  });
  it('is UTC by name when only the instant is known, and inferred when it is', () => {
    expect(whenOf({ ...event, timeZone: null }, 'en-GB')).toMatchObject({ time: '04:12', zone: 'utc' });
    expect(whenOf({ ...event, zone: 'inferred' }, 'en-GB').doubt).toBe('inferred');
  });
});
