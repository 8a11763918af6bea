/**
 * What people, programs, warehouses and carriers are called on the floor. Ids are asked for once, those met in the same moment together;
 * until the answer they stand for themselves. One memory for the session: names hardly change.
 */
import { floorNames } from '@gantry/shared/api/fulfillment/names';
import { SvelteMap } from 'svelte/reactivity';
import { ask, staff } from '../access/staff.svelte.ts';

/** As many ids as one question takes. */
const most = 100;

export type FloorNames = {
  /** What somebody is called; undefined while nobody has said it. */
  worker(id: string): string | undefined;
  /** What a warehouse is called; its key until that is known. */
  warehouse(id: string): string;
  /** What a carrier is called; its key until that is known. */
  carrier(name: string): string;
  /** The carriers that are connected, by their names. */
  readonly carriers: readonly string[];
};

/** Call it while a component is being set up. */
export const namesOnFloor = (): FloorNames => {
  const people = new SvelteMap<string, string>();
  const places = new SvelteMap<string, string>();
  const carriers = new SvelteMap<string, string>();
  const asked = new Set<string>();
  let waiting: string[] = [];
  let ended = false;
  const read = async (ids: readonly string[]) => {
    const query = ids.length === 0 ? {} : { workers: ids.join(',') };
    const { workers, warehouses, carriers: connected } = await ask(floorNames, { query });
    for (const { worker, name } of workers) people.set(worker, name);
    for (const { warehouse, name } of warehouses) places.set(warehouse, name);
    for (const { carrier, name } of connected) carriers.set(carrier, name);
  };
  const readWaiting = () => {
    const ids = waiting;
    waiting = [];
    if (ended || !staff.may(floorNames)) return;
    // Without their names people and places are told by their ids.
    for (let from = 0; from < ids.length; from += most) read(ids.slice(from, from + most)).catch(() => {});
  };
  const want = (id: string) => {
    if (asked.has(id)) return;
    asked.add(id);
    waiting.push(id);
    if (waiting.length === 1) queueMicrotask(readWaiting);
  };
  $effect(() => {
    if (staff.may(floorNames)) read([]).catch(() => {});
    return () => {
      ended = true;
    };
  });
  return {
    worker: (id) => {
      want(id);
      return people.get(id);
    },
    warehouse: (id) => places.get(id) ?? id,
    carrier: (name) => carriers.get(name) ?? name,
    get carriers() {
      return [...carriers.keys()];
    },
  };
};
