/**
 * The map's style: an offline basemap in the colours of the tokens. Layers are functions of palette and unit (the size of
 * 16 design pixels on this screen), so that a theme or a 4K wall changes paint and never reloads data.
 */
import type { ExpressionSpecification, LayerSpecification, Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import { layerUrl } from './basemap.ts';
import { cities } from './cities.data.ts';
import type { Palette } from './palette.ts';

export type Look = { palette: Palette; unit: number };
type GeoData = Extract<StyleSpecification['sources'][string], { type: 'geojson' }>['data'];

export const mapFont = ['Inter Variable', 'sans-serif'];

const cityPoints = {
  type: 'FeatureCollection',
  features: cities.map(([name, latitude, longitude, rank]) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
    properties: { name, rank },
  })),
};

/** A size in design pixels that grows from zoom 2 to zoom 7. */
export const sized = (unit: number, far: number, near: number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  2,
  far * unit,
  7,
  near * unit,
];

const ground = ({ palette, unit }: Look): LayerSpecification[] => [
  { id: 'sea', type: 'background', paint: { 'background-color': palette.sea } },
  {
    id: 'graticule',
    type: 'line',
    source: 'graticule',
    paint: { 'line-color': palette.graticule, 'line-width': unit },
  },
  { id: 'land', type: 'fill', source: 'countries', paint: { 'fill-color': palette.land } },
  {
    id: 'borders',
    type: 'line',
    source: 'borders',
    paint: { 'line-color': palette.border, 'line-width': sized(unit, 0.6, 1.2) },
  },
];

const cityNames = ({ palette, unit }: Look): LayerSpecification => ({
  id: 'cities',
  type: 'symbol',
  source: 'cities',
  filter: ['<=', ['get', 'rank'], ['step', ['zoom'], 1, 2.6 + Math.log2(unit), 2, 4 + Math.log2(unit), 3]],
  layout: {
    'text-field': ['get', 'name'],
    'text-font': mapFont,
    'text-size': 12 * unit,
    'text-padding': 6 * unit,
    'symbol-sort-key': ['get', 'rank'],
  },
  paint: {
    'text-color': palette.quiet,
    'text-opacity': 0.8,
    'text-halo-color': palette.land,
    'text-halo-width': 1.2 * unit,
  },
});

/** Ground and city names. */
export const baseLayers = (look: Look): LayerSpecification[] => [...ground(look), cityNames(look)];

/** The style to start a map with. */
export const baseStyle = (look: Look): StyleSpecification => {
  const source = (data: unknown) => ({ type: 'geojson' as const, data: data as GeoData });
  return {
    version: 8,
    sources: {
      graticule: source(layerUrl('graticule')),
      countries: source(layerUrl('countries')),
      borders: source(layerUrl('borders')),
      cities: source(cityPoints),
    },
    layers: baseLayers(look),
  };
};

type PaintName = Parameters<MapLibre['setPaintProperty']>[1];
type LayoutName = Parameters<MapLibre['setLayoutProperty']>[1];

/** Gives layers that are on the map the paint, layout and filter of a new look. */
export const restyle = (map: MapLibre, layers: LayerSpecification[]): void => {
  for (const layer of layers) {
    if (!map.getLayer(layer.id)) continue;
    for (const [name, value] of Object.entries(layer.paint ?? {}))
      map.setPaintProperty(layer.id, name as PaintName, value);
    for (const [name, value] of Object.entries(layer.layout ?? {}))
      map.setLayoutProperty(layer.id, name as LayoutName, value);
    if ('filter' in layer && layer.filter) map.setFilter(layer.id, layer.filter);
  }
};
