/** What the queue of returns knows of warehouses, for the drawers over it. Set by the page that draws the queue. */
import type { Warehouse } from '@gantry/shared/api/inventory/places';
import { createContext } from 'svelte';

export type ReturnPlaces = {
  /** Open ones, where something may be sent to. */
  readonly open: readonly Warehouse[];
  nameOf(warehouse: string): string;
};
export const [returnPlaces, setReturnPlaces] = createContext<ReturnPlaces>();
