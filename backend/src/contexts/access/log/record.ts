/** Writes the access log: what people, keys and kiosks did at the door. Secrets and what was typed wrongly never stand in it. */
import type { AccessEntry } from '@gantry/shared/api/access/people';
import type { Caller, Merchants } from '@gantry/shared/caller';
import type { Clock } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';

/** Whom or what an act was done to; `merchants` where it serves merchants itself. */
export type About = { id: string; name: string; merchants?: Merchants | undefined };

export type AccessAct = {
  act: AccessEntry['act'];
  by: Pick<Caller, 'id' | 'name' | 'kind' | 'merchants'>;
  about?: About | undefined;
  address?: string | undefined;
  detail?: string | undefined;
};

/** True for the id of a person: their name is read from their profile, so that it is gone when they are. */
export const isPersonId = (id: string): boolean => id.startsWith('prs_');

/** Whose affair an act is: of all whom its doer and its subject serve; `*`, the operator's, where either serves all. */
export const concerns = ({ by, about }: Pick<AccessAct, 'by' | 'about'>): Merchants => {
  const sides = [by.kind === 'anonymous' ? undefined : by.merchants, about?.merchants].filter(
    (side) => side !== undefined,
  );
  if (sides.length === 0 || sides.includes('*')) return '*';
  return [...new Set(sides.flatMap((side) => [...side]))].sort();
};

const insert = `
  INSERT INTO access_log (id, at, act, by_id, by_name, by_kind, about_id, about_name, merchants, address, detail)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11)`;

const nameOf = ({ id, name }: { id: string; name: string }): string => (isPersonId(id) ? '' : name);

/** Writes one entry; `database` may be the transaction that does what the entry tells. */
export const recordAccess = async (
  { clock, database }: { clock: Clock; database: Pick<Sql, 'run'> },
  { act, by, about, address, detail }: AccessAct,
): Promise<void> => {
  const now = clock.now();
  await database.run(
    insert,
    newId('acc', now),
    now,
    act,
    by.id,
    nameOf(by),
    by.kind,
    about?.id ?? null,
    about ? nameOf(about) : null,
    JSON.stringify(concerns({ by, about })),
    address || null,
    detail ?? null,
  );
};
