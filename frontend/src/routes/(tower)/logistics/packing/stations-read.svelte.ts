/** The stations and how they stand, followed and read again every half minute: pace changes while nothing happens. */
import { listStations, type Station } from '@gantry/shared/api/fulfillment/packing';
import { fulfillmentEvents, stationEvents } from '#lib/floor/floor-events.ts';
import { type Following, following } from '#lib/live/following.svelte.ts';

const everyMs = 30_000;

/** Call it while a component is being set up. */
export const readStations = (query: () => { warehouse?: string }): Following<{ items: Station[] }> => {
  const reading = following(listStations, () => ({ query: query() }), [...fulfillmentEvents, ...stationEvents]);
  $effect(() => {
    const timer = setInterval(() => document.hidden || void reading.load(), everyMs);
    return () => clearInterval(timer);
  });
  return reading;
};
