/** A spot: one known place of the gazetteer, and its short form on a line of the table. */

export type Spot = {
  /** The town's name; '' when only a facility or several towns are known. */
  name: string;
  country: string;
  /** The airport's name where the place is one. */
  facility?: string;
  /** ISO 3166-2 code without the country, when it is one that people use (letters). */
  state: string | undefined;
  /** Every code or key under which its state and province are known. */
  states: string[];
  unlocode: string | undefined;
  latitude: number | undefined;
  longitude: number | undefined;
  /** How many postal codes bear its name: a measure of size where postal codes are known, else 0. */
  weight: number;
  /** Rank in UN/LOCODE functions: airport 2, postal exchange 2, port 1, added up. */
  rank: number;
};

type Line = [string, string, string, string, string, number | null, number | null, number, number, string];

/** A ten-thousandth of a degree is eleven metres: more than any of the sources means. */
const degrees = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 1e4) / 1e4;

export const writeSpots = (spots: Spot[]): string =>
  JSON.stringify(
    spots.map(
      (s): Line => [
        s.name,
        s.country,
        s.state ?? '',
        s.states.join('|'),
        s.unlocode ?? '',
        degrees(s.latitude),
        degrees(s.longitude),
        s.weight,
        s.rank,
        s.facility ?? '',
      ],
    ),
  );

export const readSpots = (text: string): Spot[] =>
  (JSON.parse(text) as Line[]).map(
    ([name, country, state, states, unlocode, latitude, longitude, weight, rank, facility]) => ({
      name,
      country,
      state: state || undefined,
      states: states === '' ? [] : states.split('|'),
      unlocode: unlocode || undefined,
      latitude: latitude ?? undefined,
      longitude: longitude ?? undefined,
      weight,
      rank,
      ...(facility ? { facility } : {}),
    }),
  );
