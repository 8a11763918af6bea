/**
 * Whether units may be laid into bins: the bin is one of its warehouse, where that has any, and comes to hold no more than it can.
 * What lies in a bin is what the ledger says, of all merchants and SKUs together.
 */

import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { StockEntry } from '@gantry/shared/events/inventory/stock';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import { hold, take } from '../../../platform/write/transact.ts';
import { type Location, locationIdOf } from './location.ts';
import { readOccupancy } from './queries.ts';
import { locationRows, locationStream } from './store.ts';

type Bin = { warehouse: string; bin: string };
/** Units that join a bin, or leave it where they are fewer than none. */
export type Joining = Bin & { quantity: number };

/** What is known of bins when units are to be laid into them. */
export type Bins = {
  /** Why nothing can be laid there at all; undefined where it can. */
  whyNot(bin: Bin): string | undefined;
  /** Why it cannot take so many units more; undefined where it can. Units that were let in before count. */
  whyFull(joining: Joining): string | undefined;
  /** Counts units in. */
  let(joining: Joining): void;
};

/** Places that are no bins of a warehouse: nowhere in particular, and what was taken from its bin. */
const isBin = ({ bin }: Bin): boolean => bin !== '' && bin !== pickedBin;

const described = `
  SELECT DISTINCT warehouse FROM warehouse_locations WHERE warehouse = ANY($1::text[])`;

/** What lies in bins and what they can hold, as it stands. */
const readBins = async (sql: Sql, named: readonly Bin[]) => {
  const bins = named.filter(isBin);
  if (bins.length === 0)
    return { known: new Map<string, Location>(), occupied: new Map<string, number>(), warehouses: new Set<string>() };
  const known = await locationRows.byIds(sql, [...new Set(bins.map(locationIdOf))]);
  const limited = bins.filter((bin) => (known.get(locationIdOf(bin))?.content.capacity ?? null) !== null);
  const [occupied, rows] = [
    await readOccupancy(sql, limited, null),
    await sql.rows<{ warehouse: string }>(described, [...new Set(bins.map(({ warehouse }) => warehouse))]),
  ];
  return { known, occupied, warehouses: new Set(rows.map(({ warehouse }) => warehouse)) };
};

/** Bins as they stand; nobody is kept from filling them meanwhile. */
const lookAt = async (sql: Sql, named: readonly Bin[]): Promise<Bins> => {
  const { known, occupied, warehouses } = await readBins(sql, named);
  return {
    whyNot: (bin) =>
      !isBin(bin) || known.has(locationIdOf(bin)) || !warehouses.has(bin.warehouse)
        ? undefined
        : `there is no bin ${bin.bin} in ${bin.warehouse}`,
    whyFull: ({ quantity, ...bin }) => {
      const capacity = isBin(bin) ? (known.get(locationIdOf(bin))?.content.capacity ?? null) : null;
      if (capacity === null || quantity <= 0) return undefined;
      const lies = occupied.get(locationIdOf(bin)) ?? 0;
      if (lies + quantity <= capacity) return undefined;
      return `${bin.bin} in ${bin.warehouse} holds ${capacity} units and ${lies} lie there: there is no room for ${quantity} more`;
    },
    let: ({ quantity, ...bin }) => {
      occupied.set(locationIdOf(bin), (occupied.get(locationIdOf(bin)) ?? 0) + quantity);
    },
  };
};

/**
 * Bins that units are to be laid into. They are held until the transaction ends: two who fill the last place of a bin meet here,
 * whichever SKUs they bring. Everybody holds them after all streams, so that nobody waits in a ring.
 */
export const binsFor = async (tx: Sql, named: readonly Bin[]): Promise<Bins> => {
  const ids = named.filter(isBin).map(locationIdOf);
  if (ids.length > 0) await take(tx, hold(locationStream, ids));
  return lookAt(tx, named);
};

/** What is wrong with bins that somebody names, each at its field. */
export const binFaults = async (tx: Sql, named: readonly (Bin & { path: string })[]) => {
  const { whyNot } = await lookAt(tx, named);
  return named.flatMap(({ path, ...bin }) => {
    const message = whyNot(bin);
    return message === undefined ? [] : [{ path, message }];
  });
};

/** Units that a movement lays into bins, one entry a bin; what only changes its condition or lot there joins nothing. */
export const joiningOf = (entries: readonly StockEntry[]): Joining[] => {
  const byBin = new Map<string, Joining>();
  for (const { warehouse, bin, onHand } of entries) {
    const key = JSON.stringify([warehouse, bin]);
    byBin.set(key, { warehouse, bin, quantity: (byBin.get(key)?.quantity ?? 0) + onHand });
  }
  return [...byBin.values()].filter((one) => isBin(one) && one.quantity !== 0);
};

/** Throws a Refusal where units cannot be laid into a bin. */
export const insistOnRoom = ({ whyNot, whyFull }: Bins, joining: Joining): void => {
  const unknown = whyNot(joining);
  if (unknown !== undefined)
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [{ path: 'bin', message: unknown }]);
  const full = whyFull(joining);
  if (full !== undefined) throw new Refusal('conflict', 'over_capacity', full);
};
