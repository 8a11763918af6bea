/** Which codes a written state can mean: ISO 3166-2 codes and names of many countries, and whatever the data files name. */
import { splitStates, stateZones } from '@gantry/shared/values/time-zone.data';
import { nameKey } from './names.ts';
import { regionNames } from './regions.data.ts';

export type Regions = {
  /** Lets a written form mean a code. */
  add: (country: string, written: string, code: string) => void;
  /** The codes a written form can mean; none when it is not known. */
  codesOf: (country: string, written: string) => string[];
  /** Forms found so far, by what a row says: the same few thousand states come hundreds of thousands of times. */
  forms: Map<string, string[]>;
  rows: () => Iterable<[key: string, codes: string]>;
};

/** The table of states, filled with those that are written down in this project. */
export const regionTable = (): Regions => {
  const codes = new Map<string, Set<string>>();
  const idOf = (country: string, written: string): string => `${country}|${nameKey(written)}`;
  const add: Regions['add'] = (country, written, code) => {
    if (nameKey(written) === '') return;
    const id = idOf(country, written);
    codes.set(id, (codes.get(id) ?? new Set()).add(code));
  };
  const written = [...stateZones, ...splitStates].map(([country, , states]) => [country, states] as const);
  for (const [country, states] of [...written, ...regionNames])
    for (const state of states.split(',')) {
      const own = (state.split('=')[0] ?? '').split('|');
      for (const form of state.split(/[=|]/)) for (const code of own) add(country, form, code);
    }
  return {
    add,
    forms: new Map(),
    codesOf: (country, text) => [...(codes.get(idOf(country, text)) ?? [])],
    rows: () => [...codes].map(([id, set]): [string, string] => [id, [...set].join('|')]),
  };
};
