/**
 * What the map may show: the parts of the world where this network works, each fitted to its own warehouses and parcels.
 * Pure; coordinates are [west, south, east, north] in degrees.
 */
import type { Point } from '@gantry/shared/values/geo';

export type Bounds = [west: number, south: number, east: number, north: number];
export type ViewName = 'both' | 'europe' | 'americas';
export type View = { name: ViewName; label: string; bounds: Bounds };

const regions: Record<Exclude<ViewName, 'both'>, { label: string; reach: Bounds; least: Bounds }> = {
  europe: { label: 'Europe', reach: [-25, 34, 45, 67], least: [-10, 37, 22, 57] },
  americas: { label: 'Americas', reach: [-130, -56, -30, 62], least: [-122, 24, -70, 48] },
};

const within = (point: Point, [west, south, east, north]: Bounds): boolean =>
  point.longitude >= west && point.longitude <= east && point.latitude >= south && point.latitude <= north;

const fit = (points: Point[], [west, south, east, north]: Bounds, margin: number): Bounds => {
  const box: Bounds = [west, south, east, north];
  for (const { latitude, longitude } of points) {
    box[0] = Math.min(box[0], longitude - margin);
    box[1] = Math.min(box[1], latitude - margin);
    box[2] = Math.max(box[2], longitude + margin);
    box[3] = Math.max(box[3], latitude + margin);
  }
  return box;
};

const union = (a: Bounds, b: Bounds): Bounds => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

/** The views of a network that works at these points: one region, or both and each of them. Never empty. */
export const viewsOf = (points: Point[]): View[] => {
  const found = (['europe', 'americas'] as const).flatMap((name): View[] => {
    const { label, reach, least } = regions[name];
    const here = points.filter((point) => within(point, reach));
    return here.length === 0 && points.length > 0 ? [] : [{ name, label, bounds: fit(here, least, 1.5) }];
  });
  const [first, second] = found;
  if (first && second) return [{ name: 'both', label: 'Both', bounds: union(first.bounds, second.bounds) }, ...found];
  return first ? [first] : [{ name: 'both', label: 'World', bounds: [-130, -50, 150, 68] }];
};
