/** What the queue knows of people, stations and warehouses, for the drawer over it. Set by the page that draws the queue. */
import type { Station } from '@gantry/shared/api/fulfillment/packing';
import { createContext } from 'svelte';
import type { Workers } from '#lib/floor/workers.svelte.ts';

export type QueuePlaces = {
  readonly stations: readonly Station[];
  workers: Workers;
  warehouseName(id: string): string;
  stationName(id: string): string;
};
export const [queuePlaces, setQueuePlaces] = createContext<QueuePlaces>();
