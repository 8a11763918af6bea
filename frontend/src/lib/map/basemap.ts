/** Where the layers of the basemap are, and how a map without a worker gets them. */
import type { GeoPermissibleObjects } from 'd3';

/** The address of a layer: a file of our own, made at build time. */
export const layerUrl = (layer: 'countries' | 'borders' | 'graticule'): string => `/map/${layer}.json`;

export type Basemap = Record<'countries' | 'borders' | 'graticule', GeoPermissibleObjects>;

const load = async (layer: keyof Basemap): Promise<GeoPermissibleObjects> => {
  const response = await fetch(layerUrl(layer));
  if (!response.ok) throw new Error(`The basemap could not be loaded (${response.status})`);
  return response.json();
};

/** All layers, parsed. */
export const basemap = async (): Promise<Basemap> => {
  const [countries, borders, graticule] = await Promise.all([load('countries'), load('borders'), load('graticule')]);
  return { countries, borders, graticule };
};
