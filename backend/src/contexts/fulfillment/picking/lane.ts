/**
 * Scans that arrive together are written together, in the order in which they came: a burst of one scanner is one transaction or
 * two, and leaves the others their connections to the database.
 */
import { Refusal } from '../../../kernel/errors.ts';
import { batched } from '../../../platform/write/batched.ts';
import { transact, type Unit } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import type { Before } from './scans.ts';
import { holdingFor } from './standing.ts';

/** What a scan was answered, and whether that was new. */
export type Answered = { before: Before; now: boolean };
/** A scan: the fulfillment orders it may be of, which are held, and what it does then. */
type Item = {
  named: readonly Pick<FulfillmentOrder, 'fulfillmentId' | 'orderId'>[];
  work(unit: Unit): Promise<Answered>;
};
type Result = Answered | { error: Refusal };

export type ScanLane = { run(item: Item): Promise<Answered>; idle(): Promise<void> };
export type PickingNeeds = FloorNeeds & { lane: ScanLane };

/** A scan that a rule refuses before it writes anything harms no other. */
const resultOf = async (unit: Unit, { work }: Item): Promise<Result> => {
  try {
    return await work(unit);
  } catch (error) {
    if (error instanceof Refusal) return { error };
    throw error;
  }
};

const writeTogether = (needs: FloorNeeds, batch: readonly Item[]): Promise<Result[]> =>
  transact(
    needs.platform,
    holdingFor(
      needs,
      batch.flatMap(({ named }) => named),
    ),
    async (unit) => {
      const results: Result[] = [];
      for (const item of batch) results.push(await resultOf(unit, item));
      return results;
    },
  );

export const openScanLane = (needs: FloorNeeds): ScanLane => {
  const lane = batched((batch: Item[]) => writeTogether(needs, batch), { most: 20, lanes: 2 });
  return {
    run: async (item) => {
      const result = await lane.submit(item);
      if ('error' in result) throw result.error;
      return result;
    },
    idle: () => lane.idle(),
  };
};
