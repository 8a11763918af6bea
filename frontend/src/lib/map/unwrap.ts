/**
 * Rings that cross the 180th meridian, made continuous. In the bundled world they jump by 360 degrees there, which a sphere
 * does not mind and a flat map draws as a band around the earth. Pure.
 */
export type Ring = [longitude: number, latitude: number][];

/** The same ring without jumps; what lies beyond 180 degrees gets longitudes above it. */
export const unwrapRing = (ring: Ring): Ring => {
  let turns = 0;
  let last = ring[0]?.[0] ?? 0;
  return ring.map(([longitude, latitude]) => {
    if (longitude - last > 180) turns -= 360;
    else if (longitude - last < -180) turns += 360;
    last = longitude;
    return [longitude + turns, latitude];
  });
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
  coordinates: flatten(geometry.type === 'Polygon' ? [geometry.coordinates as Ring[]] : (geometry.coordinates as Ring[][])),
});
