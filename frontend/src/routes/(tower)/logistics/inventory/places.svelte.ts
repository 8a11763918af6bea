/** Warehouses as people call them: asked once for all parts of inventory, and followed. Set by the page around the parts. */
import { listWarehouses, type Warehouse } from '@gantry/shared/api/inventory/places';
import { createContext } from 'svelte';
import { following } from '#lib/live/following.svelte.ts';
import { warehouseEvents } from './inventory-events.ts';

export type Places = {
  readonly all: readonly Warehouse[];
  /** False until the tower has said which there are. */
  readonly known: boolean;
  /** What can be chosen where units come or go: open ones. */
  readonly open: readonly Warehouse[];
  /** The name of a warehouse; its short name where nobody says. */
  of(warehouse: string): string;
  load(): Promise<void>;
};

/** To be called while a component is made. */
export const openPlaces = (): Places => {
  const reading = following(listWarehouses, () => ({}), warehouseEvents);
  const names = $derived(new Map(reading.value?.items.map(({ warehouse, name }) => [warehouse, name]) ?? []));
  return {
    get all() {
      return reading.value?.items ?? [];
    },
    get known() {
      return reading.value !== null;
    },
    get open() {
      return reading.value?.items.filter(({ state }) => state === 'open') ?? [];
    },
    of: (warehouse) => names.get(warehouse) ?? warehouse,
    load: () => reading.load(),
  };
};

export const [places, setPlaces] = createContext<Places>();
