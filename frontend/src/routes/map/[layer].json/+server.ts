// The layers of the basemap as flat GeoJSON, made once when the app is built: the map's worker reads them as files of our
// own, so neither the network nor the page's main thread has any part in it.
import { error, json } from '@sveltejs/kit';
import { type BasemapLayer, basemapLayers, drawBasemap } from '#lib/map/basemap.server.ts';
import type { EntryGenerator, RequestHandler } from './$types';

export const prerender = true;
export const entries: EntryGenerator = () => basemapLayers.map((layer) => ({ layer }));

const isLayer = (name: string): name is BasemapLayer => (basemapLayers as readonly string[]).includes(name);

export const GET: RequestHandler = ({ params }) => {
  if (!isLayer(params.layer)) error(404, { message: 'There is no such layer' });
  return json(drawBasemap(params.layer));
};
