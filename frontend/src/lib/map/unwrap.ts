/**
 * Rings that cross the 180th meridian, made continuous. In the bundled world they jump by 360 degrees there, which a sphere
 * does not mind and a flat map draws as a band around the earth. Pure.
 */
export type Ring = [longitude: number, latitude: number][];

/** The same ring without jumps, on the earth's turn that holds its middle; the rest lies beyond 180 or -180 degrees. */
export const unwrapRing = (ring: Ring): Ring => {
  let turns = 0;
  let last = ring[0]?.[0] ?? 0;
  let west = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  const continuous = ring.map(([longitude, latitude]): [number, number] => {
    if (longitude - last > 180) turns -= 360;
    else if (longitude - last < -180) turns += 360;
    last = longitude;
    west = Math.min(west, longitude + turns);
    east = Math.max(east, longitude + turns);
    return [longitude + turns, latitude];
  });
  const back = Math.ceil((west + east) / 720 - 0.5) * 360;
  return back === 0 ? continuous : continuous.map(([longitude, latitude]) => [longitude - back, latitude]);
};

const isPolar = (ring: Ring): boolean => ring.every(([, latitude]) => latitude < -60);

/** Polygons made flat: continuous, and without Antarctica, which no parcel goes to and no cut makes right. */
export const flatten = (polygons: Ring[][]): Ring[][] =>
  polygons.filter((rings) => rings[0] && !isPolar(rings[0])).map((rings) => rings.map(unwrapRing));

/** Flattens a polygon or multipolygon geometry; everything becomes a multipolygon. */
export const flatGeometry = (geometry: {
  type: string;
  coordinates: unknown;
}): { type: 'MultiPolygon'; coordinates: Ring[][] } => ({
  type: 'MultiPolygon',
  coordinates: flatten(
    geometry.type === 'Polygon' ? [geometry.coordinates as Ring[]] : (geometry.coordinates as Ring[][]),
  ),
});
