/**
 * One page of the list of shipments. News changes rows where they stand; shipments that are new wait behind a button, and
 * those that left the filter stay until the page is read again, so that nothing moves under a pointer.
 */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { searchShipments } from '@gantry/shared/api/shipments';
import { ask } from '#lib/access/staff.svelte.ts';
import type { CallInput } from '#lib/api.ts';
import { Reading } from '#lib/ui/reading.svelte.ts';
import { type Held, hold, merge } from './merge-rows.ts';

export type Row = ReplyOf<typeof searchShipments>['items'][number];
export type Filters = NonNullable<CallInput<typeof searchShipments>['query']>;
const names = ['search', 'flag', 'status', 'carrier', 'channel', 'cursor'] as const;

/** The filters in the query of an address; whatever is empty is left out. */
export const filtersIn = (search: string): Filters => {
  const address = new URLSearchParams(search);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = address.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  ) as Filters;
};

/** The address with one filter changed; a changed filter starts at the newest. */
export const withFilter = (search: string, name: string, value: string): string => {
  const next = new URLSearchParams(search);
  if (name !== 'cursor') next.delete('cursor');
  next.delete('message');
  if (value) next.set(name, value);
  else next.delete(name);
  return next.size === 0 ? '' : `?${next}`;
};

export class ShipmentList {
  readonly reading: Reading<Held<Row>>;
  #filters: Filters = {};
  #quiet = false;

  constructor() {
    this.reading = new Reading(async (signal) => {
      const quiet = this.#quiet;
      const answer = await ask(searchShipments, { query: { ...this.#filters, limit: 100 } }, signal);
      const held = this.reading.value;
      return quiet && held ? merge(held, answer) : hold(answer);
    });
  }

  /** Another question: other filters, another page. */
  show(filters: Filters): void {
    this.#filters = filters;
    this.#quiet = false;
    void this.reading.load({ turn: true });
  }

  /** The same question again, without moving a row. */
  refresh(): void {
    this.#quiet = true;
    void this.reading.load();
  }

  /** The same question again, as it is answered now. */
  adopt(): void {
    this.#quiet = false;
    void this.reading.load();
  }
}
