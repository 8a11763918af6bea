/** Who did something to an order: what kind of actor an id of the log is, and what whoever it is is called. */
import type { AuditEntry } from '@gantry/shared/api/audit';
import type { ActorKind } from '@gantry/shared/vocabulary/audit';
import type { Access } from '../access/public.ts';

export type Actor = AuditEntry['actor'];

const kinds: readonly (readonly [RegExp, ActorKind])[] = [
  [/^prs_/, 'person'],
  [/^(?:key_|ksk_)/, 'key'],
  [/^customer\b/, 'customer'],
  [/^(?:carrier|channel|erp|vendor|partner)\b/, 'partner'],
];

/** What kind of actor an id of the log is. What is nobody's in particular is the tower's. */
export const actorKind = (id: string): ActorKind => kinds.find(([pattern]) => pattern.test(id))?.[1] ?? 'tower';

/** What an id says of itself: the carrier of `carrier:acme`, the part of the tower of `system:orders`. */
const ownName = (id: string): string | null =>
  /^(?:carrier|channel|erp|vendor|partner|system):(.+)$/.exec(id)?.[1] ?? null;

/** Actors by id, people and keys by their names; whose name nobody knows any more has none. */
export const actorsOf = async (
  access: Pick<Access, 'namesOf'>,
  ids: Iterable<string>,
): Promise<(id: string) => Actor> => {
  const named = [...new Set(ids)].filter((id) => ['person', 'key'].includes(actorKind(id)));
  const names = named.length > 0 ? await access.namesOf(named) : new Map<string, string>();
  return (id) => ({ kind: actorKind(id), id, name: names.get(id) ?? ownName(id) });
};
