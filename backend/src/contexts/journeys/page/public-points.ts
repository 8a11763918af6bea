/** The map of the customer's page: towns on the way, a tenth of a degree exact, so that nobody's door can be read off it. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import type { Town } from '../timeline/town.ts';

type MapPoint = TrackingPage['points'][number];

/** Both ends and as many scans as a map of a few hundred pixels can tell apart. */
const mostScans = 58;

/** City and country code; either alone where the other is not known. */
export const placeName = ({ city, country }: Pick<Town, 'city' | 'country'>): string =>
  [city, country].filter(Boolean).join(', ');

const tenth = (degrees: number): number => Math.round(degrees * 10) / 10 + 0;

const pointsAt = (town: Town, kind: MapPoint['kind']): MapPoint[] => {
  if (town.point === null) return [];
  const [latitude, longitude] = [tenth(town.point.latitude), tenth(town.point.longitude)];
  // (0,0) is what systems write when they know nothing; no parcel is scanned in the Gulf of Guinea.
  return latitude === 0 && longitude === 0 ? [] : [{ label: placeName(town), latitude, longitude, kind }];
};

const sameSpot = (a: MapPoint | undefined, b: MapPoint): boolean =>
  a !== undefined && a.latitude === b.latitude && a.longitude === b.longitude;

/** So many of them, evenly, the first and the last always among them. */
const thinned = <T>(list: readonly T[], most: number): T[] =>
  list.length <= most
    ? [...list]
    : Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))] as T);

/** The points of a journey: its origin, the towns it was scanned in, oldest first and each once in a row, its destination. */
export const pointsOf = (ends: { origin: Town; destination: Town }, scanned: readonly Town[]): MapPoint[] => {
  const points = scanned.flatMap((town) => pointsAt(town, 'scan'));
  const distinct = points.filter((point, i) => !sameSpot(points[i - 1], point));
  return [
    ...pointsAt(ends.origin, 'origin'),
    ...thinned(distinct, mostScans),
    ...pointsAt(ends.destination, 'destination'),
  ];
};
