/**
 * Who works on the floor, by name. Only managers may read who there is, and choose among all; others know by name whom they meet
 * in the work they see. Call it while a component is being set up.
 */
import { listPeople } from '@gantry/shared/api/access/people';
import { ask, staff } from '../access/staff.svelte.ts';
import { type FloorNames, namesOnFloor } from './floor-names.svelte.ts';
import { workerName } from './floor-words.ts';

export type Workers = Pick<FloorNames, 'warehouse' | 'carrier'> & {
  /** What somebody is called. */
  name(worker: string | null): string;
  /** Whom work can be given to: oneself first. `also`: those who have some already. */
  choices(also: readonly (string | null)[]): { value: string; label: string }[];
};

export const workers = (): Workers => {
  let people = $state.raw<ReadonlyMap<string, string>>(new Map());
  const me = $derived(staff.caller?.id);
  const names = namesOnFloor();
  $effect(() => {
    if (!staff.may(listPeople)) return;
    const gone = new AbortController();
    // Without their names people are told by their ids.
    ask(listPeople, {}, gone.signal).then(
      ({ items }) => {
        people = new Map(
          items.filter(({ state }) => state === 'active').map(({ personId, name, email }) => [personId, name ?? email]),
        );
      },
      () => {},
    );
    return () => gone.abort();
  });
  const nameOf = (worker: string): string | undefined => people.get(worker) ?? names.worker(worker);
  const name = (worker: string | null): string => workerName(worker, { me, nameOf });
  return {
    name,
    warehouse: names.warehouse,
    carrier: names.carrier,
    choices: (also) => {
      const known = [me ?? '', ...people.keys(), ...also.map((worker) => worker ?? '')].filter((id) => id !== '');
      return [...new Set(known)].map((value) => ({ value, label: name(value) }));
    },
  };
};
