/** The audit in its address: what it is narrowed to and from which end it is read. Whoever has the address sees the same. Pure. */

import type { readAudit } from '@gantry/shared/api/audit';
import type { AuditKind } from '@gantry/shared/vocabulary/audit';
import type { CallInput } from '#lib/api.ts';
import { isKind } from './audit-looks.ts';

export const auditFilters = ['kind', 'actor', 'about', 'from', 'until', 'q'] as const;
export type AuditFilter = (typeof auditFilters)[number];
export type AuditQuestion = {
  kinds: readonly AuditKind[];
  first: 'oldest' | 'newest';
  filters: Partial<Record<Exclude<AuditFilter, 'kind'>, string>>;
};

/** What the address asks for; kinds that there are none of are left out. */
export const readQuestion = (search: string): AuditQuestion => {
  const address = new URLSearchParams(search);
  const said = auditFilters.flatMap((name) => {
    const value = address.get(name)?.trim() ?? '';
    return value === '' || name === 'kind' ? [] : [[name, value]];
  });
  return {
    kinds: [...new Set((address.get('kind') ?? '').split(',').filter(isKind))],
    first: address.get('first') === 'newest' ? 'newest' : 'oldest',
    filters: Object.fromEntries(said),
  };
};

/** The same as the query of the endpoint. */
export const queryOf = ({
  kinds,
  first,
  filters,
}: AuditQuestion): NonNullable<CallInput<typeof readAudit>['query']> => ({
  ...filters,
  first,
  ...(kinds.length === 0 ? {} : { kind: kinds.join(',') }),
});

export const isNarrowed = ({ kinds, filters }: AuditQuestion): boolean =>
  kinds.length > 0 || Object.keys(filters).length > 0;

/** The query of an address in which some of it is asked otherwise; an empty value takes one out. */
export const withQuestion = (search: string, change: Partial<Record<AuditFilter | 'first', string>>): string => {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next.size === 0 ? '' : `?${next}`;
};
/** Without any filter; what it begins with stays. */
export const withoutFilters = (search: string): string =>
  withQuestion(search, Object.fromEntries(auditFilters.map((name) => [name, ''])));

/** One kind more, or one less. */
export const toggled = (kinds: readonly AuditKind[], kind: AuditKind): string =>
  (kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind]).join(',');
