/**
 * The little map of a tracking page, drawn on the server: land and the parcel's places as SVG paths. The world is projected
 * once when the process starts; a request only moves, scales, cuts and thins it.
 */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import {
  type ExtendedFeatureCollection,
  type GeoPermissibleObjects,
  type GeoStream,
  geoIdentity,
  geoMercatorRaw,
  geoPath,
} from 'd3';
import { feature } from 'topojson-client';
import near from 'world-atlas/land-50m.json';
import far from 'world-atlas/land-110m.json';
import { flatGeometry } from '#lib/map/unwrap.ts';

export type TrackPoint = {
  x: number;
  y: number;
  label: string;
  kind: 'origin' | 'scan' | 'destination';
  anchor: 'start' | 'middle' | 'end';
};
export type TrackMap = { width: number; height: number; land: string; line: string; points: TrackPoint[] };

type World = Parameters<typeof feature>[0];
type Position = [number, number];
type Shape = { box: [number, number, number, number]; rings: Position[][] };

const width = 640;
const height = 320;
/** Corners closer than this to the last one drawn are left out. */
const thinnestStep = 0.9;
/** The narrowest part of the world that is shown, in projected units: about 3 degrees. */
const leastSpan = 0.05;
const drawnKept = 500;

/** Web mercator with y downwards, cut at 84 degrees, where it would run away. */
const project = ([longitude, latitude]: Position): Position => {
  const held = Math.max(-84, Math.min(84, latitude));
  const [x, y] = geoMercatorRaw((longitude * Math.PI) / 180, (held * Math.PI) / 180);
  return [x, -y];
};

const boxOf = (ring: Position[]): Shape['box'] => {
  const box: Shape['box'] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
};

const shapesOf = (world: unknown): Shape[] => {
  const topology = world as World;
  const land = topology.objects.land;
  if (!land) return [];
  const collection = feature(topology, land) as ExtendedFeatureCollection;
  return collection.features.flatMap(({ geometry }) =>
    flatGeometry(geometry as Parameters<typeof flatGeometry>[0]).coordinates.map((rings) => {
      const projected = rings.map((ring) => ring.map(project));
      return { rings: projected, box: boxOf(projected[0] ?? []) };
    }),
  );
};

const worlds = { near: shapesOf(near), far: shapesOf(far) };

/** Drops corners nobody would see, which is most of a coast. */
const thinning = (sink: GeoStream): GeoStream => {
  let last: Position | null = null;
  return {
    ...sink,
    point: (x, y) => {
      if (last && Math.hypot(x - last[0], y - last[1]) < thinnestStep) return;
      last = [x, y];
      sink.point(x, y);
    },
    lineStart: () => {
      last = null;
      sink.lineStart();
    },
    lineEnd: () => sink.lineEnd(),
    polygonStart: () => sink.polygonStart(),
    polygonEnd: () => sink.polygonEnd(),
  };
};

type Frame = { scale: number; left: number; top: number };
const frameOf = (places: Position[]): Frame => {
  const [west, north, east, south] = boxOf(places);
  const spanX = Math.max(leastSpan, east - west) * 1.5;
  const spanY = Math.max(leastSpan / 2, south - north) * 1.7;
  const scale = Math.min(width / spanX, height / spanY);
  return { scale, left: (east + west) / 2 - width / scale / 2, top: (south + north) / 2 - height / scale / 2 };
};

const landIn = ({ scale, left, top }: Frame): string => {
  const right = left + width / scale;
  const bottom = top + height / scale;
  const shapes = right - left > 1.4 ? worlds.far : worlds.near;
  const seen = shapes.filter(({ box }) => box[0] < right && box[2] > left && box[1] < bottom && box[3] > top);
  const identity = geoIdentity()
    .scale(scale)
    .translate([-left * scale, -top * scale])
    .clipExtent([
      [-2, -2],
      [width + 2, height + 2],
    ]);
  const path = geoPath({ stream: (sink) => identity.stream(thinning(sink)) }).digits(0);
  return path({ type: 'MultiPolygon', coordinates: seen.map(({ rings }) => rings) } as GeoPermissibleObjects) ?? '';
};

const anchorAt = (x: number): TrackPoint['anchor'] => (x < width * 0.2 ? 'start' : x > width * 0.8 ? 'end' : 'middle');

const draw = (points: TrackingPage['points']): TrackMap => {
  const places = points.map(({ longitude, latitude }) => project([longitude, latitude]));
  const frame = frameOf(places);
  const placed = points.map(({ label, kind }, i): TrackPoint => {
    const [x, y] = places[i] ?? [0, 0];
    const screen = { x: Math.round((x - frame.left) * frame.scale), y: Math.round((y - frame.top) * frame.scale) };
    return { ...screen, label, kind, anchor: anchorAt(screen.x) };
  });
  const line = placed.map(({ x, y }) => `${x},${y}`).join(' ');
  return { width, height, land: landIn(frame), line, points: placed };
};

const drawn = new Map<string, TrackMap>();

/** The map of these places, the same object for the same places; null when there are none. */
export const drawTrack = (points: TrackingPage['points']): TrackMap | null => {
  if (points.length === 0) return null;
  const key = JSON.stringify(points);
  const known = drawn.get(key);
  if (known) return known;
  const map = draw(points);
  if (drawn.size >= drawnKept) drawn.delete(drawn.keys().next().value as string);
  drawn.set(key, map);
  return map;
};
