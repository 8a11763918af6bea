/** A list in the address: its filters, its order, its page. Whoever has the address sees the same list. Pure. */
import type { Sort } from './columns.ts';

export type ListState = { filters: Record<string, string>; sort: Sort | null; cursor: string | null };
/** Two lists on one page have prefixes, so that their parameters do not meet. */
export type ListName = { prefix?: string };

const named = ({ prefix = '' }: ListName, name: string): string => (prefix ? `${prefix}.${name}` : name);

/** What the address says of a list; a parameter that is empty says nothing. */
export const readList = (search: string, filters: readonly string[], of: ListName = {}): ListState => {
  const address = new URLSearchParams(search);
  const value = (name: string): string => address.get(named(of, name))?.trim() ?? '';
  const sort = value('sort');
  return {
    filters: Object.fromEntries(filters.map((name) => [name, value(name)]).filter(([, text]) => text !== '')),
    sort: sort === '' ? null : { key: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
    cursor: value('cursor') || null,
  };
};

/**
 * The query of an address in which some of a list's parameters are other ones; an empty value takes one out. Everything but
 * turning a page starts at the first page again.
 */
export const withList = (search: string, change: Record<string, string>, of: ListName = {}): string => {
  const next = new URLSearchParams(search);
  next.delete(named(of, 'cursor'));
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(named(of, name), value);
    else next.delete(named(of, name));
  }
  return next.size === 0 ? '' : `?${next}`;
};

/** The order after a click on a head: rising, then falling, then as the list comes. Numbers start with the largest. */
export const nextSort = (sort: Sort | null, { key, num }: { key: string; num?: true }): string => {
  const first = num === true;
  if (sort?.key !== key) return first ? `-${key}` : key;
  if (sort.descending === first) return first ? key : `-${key}`;
  return '';
};
