/** A local time is never passed off as another zone's. */
import { describe, expect, it } from 'vitest';
import { eventTime, milestoneDay } from './event-time.ts';

const event = { label: '', description: '', status: null, place: '' };

describe('eventTime', () => {
  it('shows the printed time under the name of its zone', () => {
    const when = eventTime({
      ...event,
      at: '2026-05-13T04:12:00Z',
      zone: 'given',
      timeZone: 'Europe/Paris',
      localTime: '2026-05-13T06:12:00',
    });
    expect([when.day, when.time, when.zone, when.doubt]).toEqual(['Wed 13 May', '06:12', 'Paris time', null]);
  });
  it('says when the zone was inferred', () => {
    expect(
      eventTime({
        ...event,
        at: '2026-05-13T04:12:00Z',
        zone: 'inferred',
        timeZone: 'Europe/Paris',
        localTime: '2026-05-13T06:12:00',
      }).doubt,
    ).toBe('inferred');
  });
  it('shows a time of unknown zone as local time, not as UTC', () => {
    const when = eventTime({ ...event, at: null, zone: 'unknown', timeZone: null, localTime: '2026-05-12 23:10' });
    expect([when.time, when.zone]).toEqual(['23:10', 'local time']);
  });
  it('does not take the place’s zone for a time whose zone is unknown', () => {
    const when = eventTime({
      ...event,
      at: null,
      zone: 'unknown',
      timeZone: 'Europe/Brussels',
      localTime: '2026-05-12T23:10:00',
    });
    expect([when.time, when.zone, when.doubt]).toEqual(['23:10', 'local time', 'unknown']);
  });
  it('shows an instant without a zone as UTC, and says so', () => {
    const when = eventTime({ ...event, at: '2026-05-13T04:12:00Z', zone: 'given', timeZone: null, localTime: null });
    expect([when.time, when.zone]).toEqual(['04:12', 'UTC']);
  });
  it('says when there is no time at all', () => {
    expect(eventTime({ ...event, at: null, zone: 'unknown', timeZone: null, localTime: null }).day).toBe(
      'Time not given',
    );
  });
});

describe('milestoneDay', () => {
  const scan = (at: string, timeZone: string | null) => ({
    ...event,
    at,
    zone: 'given' as const,
    timeZone,
    localTime: null,
  });
  it('is the day by the clock of the scan that reached it', () => {
    const events = [scan('2026-05-13T02:30:00Z', 'America/Bogota'), scan('2026-05-12T02:30:00Z', 'Europe/Madrid')];
    expect(milestoneDay('2026-05-13T02:30:00Z', events)).toBe('12 May');
  });
  it('falls back to the first clock that is known, and to none', () => {
    const events = [scan('2026-05-13T02:30:00Z', null), scan('2026-05-12T02:30:00Z', 'Asia/Tokyo')];
    expect(milestoneDay('2026-05-11T20:00:00Z', events)).toBe('12 May');
    expect(milestoneDay('2026-05-11T20:00:00Z', [])).toBeNull();
  });
});
