/** How parcels are drawn: sources and layers, as functions of the look. Clusters say how many and what most of them are. */
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { type Look, mapFont, sized } from './style.ts';

export const attentionMeanings = ['at_risk', 'problem', 'stuck'] as const satisfies readonly Meaning[];
const calmMeanings = ['moving', 'waiting', 'handed_over', 'customs', 'delivered'] as const satisfies readonly Meaning[];

const nothing = { type: 'FeatureCollection' as const, features: [] };
const tally = (meaning: Meaning): ExpressionSpecification => ['case', ['==', ['get', 'm'], meaning], 1, 0];

/** The two sources. Attention gathers among itself only, and only where its marks would cover each other. */
export const parcelSources = (unit: number): Record<string, SourceSpecification> => ({
  parcels: {
    type: 'geojson',
    data: nothing,
    cluster: true,
    clusterRadius: Math.round(22 * unit),
    clusterMinPoints: 8,
    clusterMaxZoom: 7,
    maxzoom: 8,
    clusterProperties: Object.fromEntries(calmMeanings.map((meaning) => [meaning, ['+', tally(meaning)]])),
  },
  attention: {
    type: 'geojson',
    data: nothing,
    cluster: true,
    clusterRadius: Math.round(16 * unit),
    clusterMaxZoom: 7,
    maxzoom: 8,
    clusterProperties: Object.fromEntries(attentionMeanings.map((meaning) => [meaning, ['+', tally(meaning)]])),
  },
});

/** An expression of as many parts as there are meanings, which the library's types can only name by their number. */
const expression = (parts: readonly unknown[]): ExpressionSpecification => parts as ExpressionSpecification;

const colourBy = ({ palette }: Look): ExpressionSpecification =>
  expression([
    'match',
    ['get', 'm'],
    ...calmMeanings.flatMap((meaning) => [meaning, palette.meaning[meaning]]),
    palette.meaning.moving,
  ]);

const most = expression(['max', ...calmMeanings.map((meaning) => ['get', meaning])]);
const clusterColour = ({ palette }: Look): ExpressionSpecification =>
  expression([
    'case',
    ...calmMeanings.flatMap((meaning) => [['==', ['get', meaning], most], palette.meaning[meaning]]),
    palette.meaning.moving,
  ]);

const dots = (look: Look): LayerSpecification => ({
  id: 'parcel-dots',
  type: 'circle',
  source: 'parcels',
  filter: ['!', ['has', 'point_count']],
  paint: {
    'circle-color': colourBy(look),
    'circle-radius': sized(look.unit, 2.6, 5),
    'circle-stroke-color': look.palette.rim,
    'circle-stroke-width': 0.75 * look.unit,
  },
});

const clusters = (look: Look): LayerSpecification[] => [
  {
    id: 'parcel-clusters',
    type: 'circle',
    source: 'parcels',
    filter: ['has', 'point_count'],
    paint: {
      'circle-color': clusterColour(look),
      'circle-opacity': 0.24,
      'circle-radius': [
        'interpolate',
        ['linear'],
        ['sqrt', ['get', 'point_count']],
        3,
        10 * look.unit,
        40,
        34 * look.unit,
      ],
      'circle-stroke-color': clusterColour(look),
      'circle-stroke-width': 1.5 * look.unit,
    },
  },
  {
    id: 'parcel-cluster-counts',
    type: 'symbol',
    source: 'parcels',
    filter: ['has', 'point_count'],
    layout: {
      'text-field': ['get', 'point_count_abbreviated'],
      'text-font': mapFont,
      'text-size': 12 * look.unit,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: {
      'text-color': look.palette.text,
      'text-halo-color': look.palette.land,
      'text-halo-width': 1.5 * look.unit,
    },
  },
];

/** The worst of what is gathered, else the parcel's own. */
const worst: ExpressionSpecification = [
  'case',
  ['>', ['get', 'problem'], 0],
  'problem',
  ['>', ['get', 'stuck'], 0],
  'stuck',
  'at_risk',
];
const mark: ExpressionSpecification = ['case', ['has', 'point_count'], worst, ['get', 'm']];

const attention = ({ palette, unit }: Look): LayerSpecification => ({
  id: 'parcel-attention',
  type: 'symbol',
  source: 'attention',
  layout: {
    'icon-image': ['concat', 'mark-', mark],
    'icon-size': sized(unit, 0.55, 0.85),
    'icon-allow-overlap': true,
    'icon-ignore-placement': true,
    'symbol-sort-key': ['match', mark, 'problem', 3, 'stuck', 2, 1],
    'text-field': ['case', ['has', 'point_count'], ['get', 'point_count_abbreviated'], ''],
    'text-font': mapFont,
    'text-size': 12 * unit,
    'text-anchor': 'left',
    'text-offset': [0.65, 0],
    'text-allow-overlap': true,
    'text-ignore-placement': true,
  },
  paint: { 'text-color': palette.text, 'text-halo-color': palette.land, 'text-halo-width': 1.5 * unit },
});

export const parcelLayers = (look: Look): LayerSpecification[] => [dots(look), ...clusters(look), attention(look)];
