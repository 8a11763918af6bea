/**
 * Where the rows of a list come from: pages that the tower turns by cursors, or a whole answer that is ordered here. Both
 * follow events. Call these while a component is being set up.
 */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { untrack } from 'svelte';
import { page } from '$app/state';
import { ask } from '../access/staff.svelte.ts';
import { type Following, following } from '../live/following.svelte.ts';
import { type ListName, readList } from './list-address.ts';
import type { PageOfRows } from './list-csv.ts';

/** How many rows there are; `atLeast` where counting stopped. */
export type Total = { count: number; atLeast: boolean };
type Reply<T> = Endpoint & { reply: { _zod: { output: T } } };

export type RowSource<Row> = ListName & {
  reading: Following<PageOfRows<Row>>;
  filters: readonly string[];
  /** The columns that the tower can order by; null where all rows are here and any ordered column will do. */
  sorts: readonly string[] | null;
  /** Null while it is not known. */
  readonly total: Total | null;
  /** Another page of the same question; null where there is only one. */
  page: ((cursor: string | null) => Promise<PageOfRows<Row>>) | null;
};

type PagedOptions = ListName & {
  /** Names of filters, as the endpoint's query has them. */
  filters: readonly string[];
  events: readonly string[];
  /** What is asked for where the address chooses nothing else. */
  otherwise?: () => Record<string, string>;
  /** Rows on a page. */
  limit?: number;
  sorts?: readonly string[];
  /** Where no event tells of the rows: how often they are read again while the page is in sight. */
  everyMs?: number;
  /** The endpoint counts when it is asked with `total=counted`. */
  counts?: boolean;
};
const filePage = 200;
const recountMs = 60_000;

/** Reads again every so often while the page is in sight. */
const readAgain = (reading: { load(): Promise<void> }, everyMs: number | undefined): void => {
  $effect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.hidden || void reading.load(), everyMs);
    return () => clearInterval(timer);
  });
};

/** Rows by cursor pages, their question in the address. */
export const pagedRows = <Row>(
  endpoint: Reply<PageOfRows<Row> & { total?: Total | undefined }>,
  params: () => Record<string, string>,
  {
    filters,
    events,
    otherwise = () => ({}),
    limit = 100,
    sorts = [],
    counts = false,
    everyMs,
    prefix = '',
  }: PagedOptions,
): RowSource<Row> => {
  const question = (): Record<string, string> => {
    const { filters: chosen, sort } = readList(page.url.search, filters, { prefix });
    const ordered = sort && sorts.includes(sort.key) ? { sort: `${sort.descending ? '-' : ''}${sort.key}` } : {};
    return { ...otherwise(), ...chosen, ...ordered };
  };
  const asked = $derived(JSON.stringify([params(), question()]));
  let total = $state.raw<Total | null>(null);
  const reading = following(
    endpoint,
    () => {
      const { cursor } = readList(page.url.search, filters, { prefix });
      return { params: params(), query: { ...question(), limit, ...(cursor === null ? {} : { cursor }) } };
    },
    events,
  );
  readAgain(reading, everyMs);
  $effect(() => {
    void asked;
    if (!counts) return;
    const input = untrack(() => ({ params: params(), query: { ...question(), limit: 1, total: 'counted' } }));
    const gone = new AbortController();
    // Without the count the list is whole; it is only not said how long it is.
    const count = () =>
      ask(endpoint, input, gone.signal).then(
        (answer) => (total = answer.total ?? null),
        () => {},
      );
    total = null;
    void count();
    const timer = setInterval(() => document.hidden || void count(), recountMs);
    return () => {
      gone.abort();
      clearInterval(timer);
    };
  });
  return {
    prefix,
    reading,
    filters,
    sorts,
    get total() {
      return total;
    },
    page: (cursor) =>
      ask(endpoint, {
        params: params(),
        query: { ...question(), limit: filePage, ...(cursor === null ? {} : { cursor }) },
      }),
  };
};

/** All rows of an answer that has no pages. */
export const wholeRows = <Row>(
  endpoint: Reply<{ items: Row[] }>,
  query: () => Record<string, string | number>,
  {
    events,
    prefix = '',
    filters = [],
    everyMs,
  }: ListName & { events: readonly string[]; filters?: readonly string[]; everyMs?: number },
): RowSource<Row> => {
  const inner = following(endpoint, () => ({ query: query() }), events);
  readAgain(inner, everyMs);
  return {
    prefix,
    reading: inner,
    filters,
    sorts: null,
    get total() {
      return inner.value === null ? null : { count: inner.value.items.length, atLeast: false };
    },
    page: null,
  };
};
