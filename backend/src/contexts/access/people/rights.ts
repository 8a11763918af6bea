/** What somebody may hand out: nobody gives more than they hold, and nobody acts on a person who holds more. */
import type { Caller, Merchants } from '@gantry/shared/caller';
import { areas, covers, type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import { verticalsOf } from '../access-key.ts';
import { keyRows } from '../store.ts';
import type { Rights } from './person.ts';
import { personRows } from './store.ts';

/** What the caller holds, switched on here or not. */
const heldBy = async (sql: Sql, caller: Caller): Promise<Rights> => {
  const { area, merchants } = caller;
  const own = areas.indexOf(area) > 0 && area !== 'public' ? area : 'personal';
  if (caller.kind === 'person') {
    const person = (await personRows.byIds(sql, [caller.id])).get(caller.id);
    return { area: own, merchants, verticals: person?.verticals ?? [] };
  }
  const key = (await keyRows.byIds(sql, [caller.id])).get(caller.id);
  if (!key) return { area: own, merchants, verticals: [] };
  return { area: own, merchants, verticals: key.verticals.includes('*') ? '*' : verticalsOf(key) };
};

const lacking = <Name extends string>(
  held: '*' | readonly Name[],
  wanted: '*' | readonly Name[],
  { all, word }: { all: readonly Name[] | undefined; word: string },
): string[] => {
  if (held === '*') return [];
  if (wanted !== '*') return wanted.filter((one) => !held.includes(one));
  return all?.every((one) => held.includes(one)) ? [`${word} to come`] : [`all ${word}`];
};

const lacks = (held: Rights, wanted: Rights): string[] => [
  ...(covers(held.area, wanted.area) ? [] : [`the area ${wanted.area}`]),
  ...lacking<Vertical>(held.verticals, wanted.verticals, { all: verticals, word: 'verticals' }),
  ...lacking<string>(held.merchants, wanted.merchants as Merchants, { all: undefined, word: 'merchants' }),
];

/** Refuses a caller that would give, or act on, more than it holds. People hold all scopes, so a key without them gives none. */
export const insistOnHolding = async (sql: Sql, caller: Caller, given: readonly Rights[]): Promise<void> => {
  const held = await heldBy(sql, caller);
  const lack = [
    ...new Set([
      ...(caller.scopes.includes('*') ? [] : ['all scopes']),
      ...given.flatMap((rights) => lacks(held, rights)),
    ]),
  ];
  if (lack.length > 0)
    throw new Refusal('forbidden', 'more_than_held', `You do not hold ${lack.join(', ')} and cannot decide about it`);
};
