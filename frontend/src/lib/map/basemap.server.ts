/**
 * The world under the parcels: countries, their borders and a graticule, from the bundled Natural Earth file, made flat and
 * rounded to a hundred metres. Runs at build time.
 */
import { type ExtendedFeatureCollection, type GeoGeometryObjects, geoGraticule } from 'd3';
import { feature, mesh } from 'topojson-client';
import world from 'world-atlas/countries-50m.json';
import { flatGeometry } from './unwrap.ts';

export const basemapLayers = ['countries', 'borders', 'graticule'] as const;
export type BasemapLayer = (typeof basemapLayers)[number];

type Topology = Parameters<typeof feature>[0];
type Nested = number | Nested[];

const round = (coordinates: Nested): Nested =>
  Array.isArray(coordinates) ? coordinates.map(round) : Math.round(coordinates * 1000) / 1000;

const asFeature = (geometry: { type: string; coordinates: unknown }) => ({
  type: 'Feature',
  properties: {},
  geometry: { type: geometry.type, coordinates: round(geometry.coordinates as Nested) },
});

/** The file's own type says less than it holds; what is read of it is looked at first. */
const topologyOf = (bundled: unknown): Topology => bundled as Topology;

/** One layer as GeoJSON. Throws when the bundled world is not what it should be. */
export const drawBasemap = (layer: BasemapLayer): object => {
  const topology = topologyOf(world);
  const countries = topology.objects.countries;
  if (countries?.type !== 'GeometryCollection') throw new Error('The bundled world has no countries');
  if (layer === 'graticule') return asFeature(geoGraticule().step([15, 15])());
  if (layer === 'borders') {
    const lines: GeoGeometryObjects = mesh(topology, countries as Parameters<typeof mesh>[1], (a, b) => a !== b);
    return asFeature(lines as Parameters<typeof asFeature>[0]);
  }
  const collection = feature(topology, countries) as ExtendedFeatureCollection;
  return {
    type: 'FeatureCollection',
    features: collection.features.map(({ geometry }) =>
      asFeature(flatGeometry(geometry as Parameters<typeof flatGeometry>[0])),
    ),
  };
};
