import { describe, expect, it } from 'vitest';
import { oneZone, splitStates, stateZones, usualZone } from './time-zone.data.ts';
import { isTimeZone, onlyTimeZoneOf, timeZoneOf, usualTimeZoneOf } from './time-zone.ts';

describe('the zone of a country and state', () => {
  it('is known where the country keeps one civil time', () => {
    expect(timeZoneOf('DE')).toBe('Europe/Berlin');
    expect(timeZoneOf('CN')).toBe('Asia/Shanghai');
    expect(timeZoneOf('AR', 'anything')).toBe('America/Argentina/Buenos_Aires');
    expect(onlyTimeZoneOf('KZ')).toBe('Asia/Almaty');
  });
  it('is not guessed where there are several', () => {
    for (const country of [
      'US',
      'CA',
      'BR',
      'AU',
      'MX',
      'RU',
      'ID',
      'ES',
      'PT',
      'CL',
      'MN',
      'CD',
      'AQ',
      'XX',
      'constructor',
    ])
      expect(timeZoneOf(country)).toBeUndefined();
    expect(timeZoneOf(undefined)).toBeUndefined();
    for (const state of ['TN', 'KY', 'IN', 'ID', 'ND', 'SD', 'ZZ', '']) expect(timeZoneOf('US', state)).toBeUndefined();
  });
  it.each([
    ['US', 'CA', 'America/Los_Angeles'],
    ['US', 'us-ca', 'America/Los_Angeles'],
    ['US', 'California', 'America/Los_Angeles'],
    ['US', 'Arizona', 'America/Phoenix'],
    ['CA', 'Québec', 'America/Toronto'],
    ['CA', 'YT', 'America/Whitehorse'],
    ['ES', 'GC', 'Atlantic/Canary'],
    ['ES', 'MD', 'Europe/Madrid'],
    ['ES', 'Islas Canarias', 'Atlantic/Canary'],
    ['PT', 'Açores', 'Atlantic/Azores'],
    ['BR', 'AMAZONAS', 'America/Manaus'],
    ['BR', 'Sao Paulo', 'America/Sao_Paulo'],
    ['MX', 'Baja California', 'America/Tijuana'],
    ['MX', 'NL', 'America/Monterrey'],
    ['AU', 'QLD', 'Australia/Brisbane'],
    ['ID', 'Bali', 'Asia/Makassar'],
    ['RU', 'Novosibirsk', 'Asia/Novosibirsk'],
    ['CL', 'Magallanes', 'America/Punta_Arenas'],
  ])('%s %s: %s', (country, state, zone) => expect(timeZoneOf(country, state)).toBe(zone));
  it('gives most people’s zone to those who ask for it', () => {
    expect(usualTimeZoneOf('US')).toBe('America/New_York');
    expect(usualTimeZoneOf('US', 'TN')).toBe('America/Chicago');
    expect(usualTimeZoneOf('US', 'Kentucky')).toBe('America/New_York');
    expect(usualTimeZoneOf('US', 'CA')).toBe('America/Los_Angeles');
    expect(usualTimeZoneOf('FR')).toBe('Europe/Paris');
    expect(usualTimeZoneOf('AQ')).toBeUndefined();
  });
  it('names only zones that the runtime has, and every country but the empty ones', () => {
    const zones = [
      ...Object.values(oneZone),
      ...Object.values(usualZone),
      ...[...stateZones, ...splitStates].map(([, zone]) => zone),
    ];
    expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([]);
    expect(Object.keys({ ...oneZone, ...usualZone })).toHaveLength(249 - ['AQ', 'BV', 'HM', 'UM'].length);
    expect(Object.keys(oneZone).filter((country) => country in usualZone)).toEqual([]);
  });
});
