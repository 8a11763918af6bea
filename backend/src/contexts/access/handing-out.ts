/**
 * Handing out rights: a key or a kiosk that somebody makes may do no more than they may themselves, and they see and end
 * only those whose merchants are among theirs. Whoever serves all merchants is limited by nothing: a merchant that they
 * picked only narrows what they see to who may reach it.
 */
import {
  type Caller,
  holdsScope,
  type Merchants,
  merchantFilter,
  merchantsSeen,
  type Scope,
} from '@gantry/shared/caller';
import { type Area, covers, type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { Refusal } from '../../kernel/errors.ts';
import type { HeldMerchants } from './access-key.ts';

/** What is handed out. */
export type Rights = {
  area: Area;
  verticals: readonly Vertical[];
  scopes: readonly Scope[];
  merchants: Merchants;
};

/** What somebody holds: a vertical that is switched off here is held still. */
export type Holdings = Pick<Caller, 'area' | 'scopes' | 'merchants' | 'merchant'> & { verticals: readonly Vertical[] };

/** True when all of some merchants are among others. */
const areAmong = (some: Merchants, held: Merchants): boolean =>
  held === '*' || (some !== '*' && some.every((merchant) => held.includes(merchant)));

type Choice = Pick<Caller, 'merchants' | 'merchant'>;

/** The merchant that whoever serves all of them picked; null for everybody else. */
const picked = ({ merchants, merchant }: Choice): string | null => (merchants === '*' ? merchant : null);

/** True for what serves no merchant that is not the caller's to hand out. */
const givesAllOf = (caller: Choice, merchants: Merchants): boolean =>
  caller.merchants === '*' || areAmong(merchants, merchantsSeen(caller));

/** True for what a caller sees: all that reaches a merchant picked out of all, else what serves no other than theirs. */
export const sees = (caller: Choice, merchants: Merchants): boolean => {
  const one = picked(caller);
  return one === null ? areAmong(merchants, merchantsSeen(caller)) : merchants === '*' || merchants.includes(one);
};

/** The same of rows with such a column, and its parameter: null for all, a text for a picked merchant, a list for theirs. */
export const seenCondition = (column = 'merchants', parameter = '$1'): string =>
  `(${parameter}::jsonb IS NULL OR CASE jsonb_typeof(${parameter}::jsonb)
    WHEN 'string' THEN ${column} = '"*"'::jsonb OR (jsonb_typeof(${column}) = 'array' AND ${column} @> ${parameter}::jsonb)
    ELSE jsonb_typeof(${column}) = 'array' AND ${column} <@ ${parameter}::jsonb END)`;
export const seenParameter = (caller: Choice): string | null => {
  const seen = picked(caller) ?? merchantFilter(caller);
  return seen === null ? null : JSON.stringify(seen);
};

/** Throws a Refusal that names everything which is handed out and not held. */
export const insistOnHolding = (held: Holdings, wanted: Rights): void => {
  const { merchants } = wanted;
  const lacks = [
    ...(covers(held.area, wanted.area) ? [] : [`the area ${wanted.area}`]),
    ...wanted.verticals.filter((vertical) => !held.verticals.includes(vertical)),
    ...wanted.scopes.filter((scope) => !holdsScope(held.scopes, scope)),
    ...(givesAllOf(held, merchants)
      ? []
      : merchants === '*'
        ? ['all merchants']
        : merchants.filter((merchant) => !givesAllOf(held, [merchant])).map((merchant) => `the merchant ${merchant}`)),
  ];
  if (lacks.length > 0)
    throw new Refusal(
      'forbidden',
      'more_than_held',
      `You do not hold ${lacks.join(', ')} and cannot hand it out: name verticals, scopes and merchants`,
    );
};

/** The merchants that are handed out when nobody names any: those whom the giver speaks for. */
export const merchantsGiven = (
  giver: Pick<Caller, 'merchants' | 'merchant'>,
  named: HeldMerchants | undefined,
): HeldMerchants => {
  const given = named ?? merchantsSeen(giver);
  return given === '*' ? given : [...new Set(given)].sort();
};

/** Every vertical that is handed out by naming some, or none. */
export const verticalsGiven = (named: readonly Vertical[] | undefined): readonly Vertical[] => named ?? verticals;

/** Throws a Refusal (422) for a merchant that is none. Only whoever serves all is told: others lack it first. */
export const insistOnMerchants = async (
  merchants: Merchants,
  isMerchant: (name: string) => Promise<boolean>,
): Promise<void> => {
  if (merchants === '*') return;
  const known = await Promise.all(merchants.map(isMerchant));
  const errors = merchants.flatMap((merchant, index) =>
    known[index] ? [] : [{ path: `merchants.${index}`, message: `There is no merchant ${merchant}` }],
  );
  if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
};
