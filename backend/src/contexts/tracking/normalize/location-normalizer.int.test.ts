import type { Place } from '@gantry/shared/values/address';
import { place as placeSchema } from '@gantry/shared/values/address';
import { distanceKm } from '@gantry/shared/values/geo';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openGazetteer, prepareGazetteer } from '../../../platform/gazetteer.ts';
import { type Gazetteer, normalizeLocation } from './location-normalizer.ts';

let gazetteer: Gazetteer;
beforeAll(() => {
  prepareGazetteer();
  gazetteer = openGazetteer();
}, 240_000);

const located = (sent: Place) => normalizeLocation(gazetteer, sent);
/** "38118 US" or "Memphis, TN, US" as fields. */
const fields = (line: string): Place => {
  const [city = '', state, country] = line.split(', ');
  return country === undefined ? { city, country: state ?? '' } : { city, state: state ?? '', country };
};

/** Given as city, (state,) country; expected UN/LOCODE and zone. */
const cities: [sent: string, unlocode: string, zone: string][] = [
  ['MEMPHIS, TN, US', 'USMEM', 'America/Chicago'],
  ['Memphis, US', 'USMEM', 'America/Chicago'],
  ['LOUISVILLE, KY, US', 'USLUI', 'America/Kentucky/Louisville'],
  ['KNOXVILLE, TN, US', 'USTYS', 'America/New_York'],
  ['Springfield, Illinois, US', 'USSPI', 'America/Chicago'],
  ['ST. PAUL, MN, US', 'USSTP', 'America/Chicago'],
  ['FT WORTH, TX, US', 'USFWT', 'America/Chicago'],
  ['San Francisco, California, US', 'USSFO', 'America/Los_Angeles'],
  ['El Paso, TX, US', 'USELP', 'America/Denver'],
  ['INDIANAPOLIS, US-IN, US', 'USIND', 'America/Indiana/Indianapolis'],
  ['SAN JUAN, PR, US', 'PRSJU', 'America/Puerto_Rico'],
  ['CINCINNATI HUB, OH, US', 'USCVG', 'America/New_York'],
  ['KOELN, DE', 'DECGN', 'Europe/Berlin'],
  ['Köln, DE', 'DECGN', 'Europe/Berlin'],
  ['Cologne, DE', 'DECGN', 'Europe/Berlin'],
  ['Köln, Nordrhein-Westfalen, DE', 'DECGN', 'Europe/Berlin'],
  ['MUENCHEN, DE', 'DEMUC', 'Europe/Berlin'],
  ['Frankfurt am Main, DE', 'DEFRA', 'Europe/Berlin'],
  ['A CORUNA, ES', 'ESLCG', 'Europe/Madrid'],
  ['Las Palmas de Gran Canaria, ES', 'ESLPA', 'Atlantic/Canary'],
  ['Sevilla, ES', 'ESSVQ', 'Europe/Madrid'],
  ['Ponta Delgada, PT', 'PTPDL', 'Atlantic/Azores'],
  ['Lisbon, PT', 'PTLIS', 'Europe/Lisbon'],
  ['LONDON, England, GB', 'GBLON', 'Europe/London'],
  ['Genève, CH', 'CHGVA', 'Europe/Zurich'],
  ['BRUSSELS, BE', 'BEBRU', 'Europe/Brussels'],
  ['Warsaw, PL', 'PLWAW', 'Europe/Warsaw'],
  ['SAO PAULO, BR', 'BRSAO', 'America/Sao_Paulo'],
  ['Tijuana, MX', 'MXTIJ', 'America/Tijuana'],
  ['OSAKA, JP', 'JPOSA', 'Asia/Tokyo'],
  ['SHANGHAI, CN', 'CNSGH', 'Asia/Shanghai'],
  ['Almaty, KZ', 'KZALA', 'Asia/Almaty'],
  ['Jebel Ali, AE', 'AEJEA', 'Asia/Dubai'],
  ['Tel Aviv, IL', 'ILTLV', 'Asia/Jerusalem'],
];

/** Lines as carriers write them; expected city, country and UN/LOCODE. */
const lines: [text: string, city: string, country: string, unlocode: string][] = [
  ['MADRID - SPAIN', 'Madrid', 'ES', 'ESMAD'],
  ['LEIPZIG - GERMANY', 'Leipzig', 'DE', 'DELEJ'],
  ['LEJ - LEIPZIG - GERMANY', 'Leipzig', 'DE', 'DELEJ'],
  ['CINCINNATI HUB, OH - USA', 'Cincinnati', 'US', 'USCVG'],
  ['LOS ANGELES GATEWAY, CA - USA', 'Los Angeles', 'US', 'USLAX'],
  ['HONG KONG - HONG KONG SAR, CHINA', 'Hong Kong', 'HK', 'HKHKG'],
  ['SEOUL - KOREA, REPUBLIC OF (SOUTH K.)', 'Seoul', 'KR', 'KRSEL'],
  ['Louisville, KY, United States', 'Louisville', 'US', 'USLUI'],
  ['Dubai, United Arab Emirates', 'Dubai', 'AE', 'AEDXB'],
  ['Sydney, NSW, Australia', 'Sydney', 'AU', 'AUSYD'],
  ['Köln, Deutschland', 'Köln', 'DE', 'DECGN'],
  ['Madrid, ESP', 'Madrid', 'ES', 'ESMAD'],
  ['MEMPHIS TN US', 'Memphis', 'US', 'USMEM'],
  ['MEMPHIS, TN 38118', 'Memphis', 'US', 'USMEM'],
  ['28001 MADRID, SPAIN', 'Madrid', 'ES', 'ESMAD'],
  ['Toronto, ON', 'Toronto', 'CA', 'CATOR'],
  ['Perth, WA', 'Perth', 'AU', 'AUPER'],
  ['Wilmington, DE', 'Wilmington', 'US', 'USILG'],
  ['Atlanta, Georgia', 'Atlanta', 'US', 'USATL'],
  ['Tbilisi, Georgia', 'Tbilisi', 'GE', 'GETBS'],
  ['ISC NEW YORK NY(USPS)', 'New York', 'US', 'USNYC'],
  ['LEJ', 'Leipzig', 'DE', 'DELEJ'],
  ['MAD', 'Madrid', 'ES', 'ESMAD'],
  ['SIN', 'Singapore', 'SG', 'SGSIN'],
  ['SDF', 'Louisville', 'US', 'USLUI'],
  ['JFK', 'New York', 'US', 'USJFK'],
];

/** Nothing certain can be said of these: the place stays what it was. */
const unknown: Place[] = [
  { city: 'Springfield', country: 'US' },
  { city: 'Portland', country: 'US' },
  { text: 'Cologne Hub' },
  { text: 'somewhere in transit' },
  { text: 'Georgia' },
  { text: 'CAN' },
  { text: '-' },
  { country: 'US' },
  { city: 'Nowhereville', country: 'US' },
  { city: 'Madrid', country: 'ES', postalCode: '08002' },
  {},
];

describe('a place as a carrier sent it', () => {
  it.each(cities)('given the city %s, finds %s in %s', (line, unlocode, timeZone) => {
    const sent = fields(line);
    const found = located(sent);
    expect(found).toMatchObject({ timeZone, place: { ...sent, unlocode, timeZone } });
    expect(placeSchema.safeParse(found.place).success).toBe(true);
    expect(found.place.latitude).toBeTypeOf('number');
  });
  it.each(lines)('given the line "%s", reads %s, %s, %s', (text, city, country, unlocode) => {
    const { place } = located({ text });
    expect(place).toMatchObject({ text, city, country, unlocode });
  });
  it.each(unknown)('given %j, says no more', (sent) => {
    expect(located(sent)).toEqual({ place: sent, timeZone: undefined });
  });
  it('given a facility, keeps its name beside the town', () => {
    expect(located({ text: 'Cologne Hub', country: 'DE' }).place).toMatchObject({
      name: 'Cologne Hub',
      city: 'Köln',
      state: 'NW',
    });
    expect(located({ city: 'LEIPZIG GATEWAY', country: 'DE' }).place).toMatchObject({
      city: 'LEIPZIG GATEWAY',
      unlocode: 'DELEJ',
    });
    expect(located({ text: 'LHR' }).place).toMatchObject({ name: 'Heathrow Apt', city: 'London', country: 'GB' });
    expect(located({ text: 'XYZ DEPOT - GERMANY' })).toMatchObject({
      place: { country: 'DE' },
      timeZone: 'Europe/Berlin',
    });
  });
  it.each([
    ['US', '38118-1234', 'Memphis', 35.05, -89.93],
    ['ES', '28013', 'Madrid', 40.42, -3.71],
    ['DE', '50667', 'Köln', 50.94, 6.95],
    ['GB', 'EC2A 4NE', 'London', 51.52, -0.09],
    ['NL', '1012JS', 'Amsterdam', 52.37, 4.9],
    ['IT', '20121', 'Milano', 45.46, 9.19],
    ['CA', 'M5V 2T6', undefined, 43.64, -79.4],
    ['BR', '01037', undefined, -23.63, -46.64],
    ['BR', '69945-000', 'Acrelândia', -9.98, -66.84],
  ])('given only the postal code %s %s, finds its area (%s)', (country, postalCode, city, latitude, longitude) => {
    const { place } = located({ country, postalCode });
    expect(place.city).toBe(city);
    const at = { latitude: place.latitude ?? 0, longitude: place.longitude ?? 0 };
    expect(distanceKm(at, { latitude, longitude })).toBeLessThan(3);
  });
  it('given coordinates, keeps them, and takes no place that lies elsewhere', () => {
    const here = { city: 'Madrid', country: 'ES', latitude: 40.3, longitude: -3.8 };
    expect(located(here).place).toMatchObject({ ...here, unlocode: 'ESMAD' });
    expect(located({ latitude: 40.4, longitude: -3.7 }).timeZone).toBe('Europe/Madrid');
    expect(located({ city: 'Madrid', country: 'ES', latitude: 28.1, longitude: -15.4 })).toMatchObject({
      timeZone: 'Atlantic/Canary',
    });
    expect(located({ city: 'Madrid', country: 'ES', latitude: 28.1, longitude: -15.4 }).place.unlocode).toBeUndefined();
  });
  it('given coordinates that are none, drops them', () => {
    for (const none of [{ latitude: 0, longitude: 0 }, { latitude: 91, longitude: 0 }, { latitude: 12 }])
      expect(located({ text: 'somewhere', ...none })).toEqual({ place: { text: 'somewhere' }, timeZone: undefined });
  });
  it('has no coordinates where the table’s are wrong', () => {
    for (const unlocode of ['GBEMA', 'JPHND']) expect(located({ unlocode }).place.latitude).toBeUndefined();
    expect(located({ unlocode: 'GBEMA' }).timeZone).toBe('Europe/London');
  });
});

describe('a country in words', () => {
  it.each([
    [
      { text: 'United States', postalCode: '46142' },
      { country: 'US', city: 'Greenwood' },
    ],
    [{ text: 'Netherlands' }, { country: 'NL' }],
    [
      { text: 'PARIS, France', city: 'PARIS' },
      { country: 'FR', unlocode: 'FRPAR' },
    ],
    [
      { text: 'Louisville, KY, United States', city: 'Louisville', state: 'KY' },
      { country: 'US', unlocode: 'USLUI' },
    ],
  ] as [Place, Place][])('%j', (sent, known) => expect(located(sent).place).toMatchObject({ ...sent, ...known }));
  it.each(['Georgia', 'Lebanon', 'Hub'])('not in %s, which may be somewhere else', (text) => {
    expect(located({ text }).place.country).toBeUndefined();
  });
});

describe('any place at all', () => {
  const samples = [
    ...cities.map(([line]) => line),
    ...lines.map(([line]) => line),
    'DE',
    'TN',
    '38118',
    'São',
    'HUB',
    '- ,',
    'ES',
  ];
  const text = fc.oneof(fc.constantFrom(...samples), fc.string({ unit: 'binary', maxLength: 60 }));
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
  const anything = fc.record(
    {
      text: optional(text),
      name: optional(text),
      city: optional(text),
      state: optional(text),
      postalCode: optional(text),
      country: optional(fc.constantFrom('US', 'DE', 'ES', 'BR', 'GB', 'UK', 'ZZ', 'AQ', 'CN')),
      unlocode: optional(fc.constantFrom('DELEJ', 'USMEM', 'ZZZZZ', 'GBEMA')),
      timeZone: optional(fc.constantFrom('Europe/Paris', 'Nowhere/None')),
      latitude: optional(fc.double({ min: -95, max: 95, noNaN: false })),
      longitude: optional(fc.double({ min: -185, max: 185 })),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Place>;
  it('never throws, never says (0,0), keeps what was said, and is done at the first time', () => {
    fc.assert(
      fc.property(anything, (sent) => {
        const once = located(sent);
        expect(located(once.place)).toEqual(once);
        expect(located(sent)).toEqual(once);
        const { latitude, longitude, ...said } = sent;
        for (const [key, value] of Object.entries(said))
          if (value !== undefined && value !== 'UK') expect(once.place[key as keyof Place]).toBe(value);
        expect(once.place.latitude === undefined).toBe(once.place.longitude === undefined);
        expect(Math.abs(once.place.latitude ?? 1) + Math.abs(once.place.longitude ?? 1)).toBeGreaterThan(0.01);
      }),
      { numRuns: 2000 },
    );
  });
});
