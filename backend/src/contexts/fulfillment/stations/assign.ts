/** Fulfillment orders that are given to a packing station, or taken from it: each for itself. */
import { type FulfillmentEvent, stationAssigned } from '@gantry/shared/events/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { isOpen } from '../queue/promised.ts';
import { known, type Sees } from '../queue/shown.ts';
import { fulfillmentStream } from '../store.ts';
import { type Station, taking } from './station.ts';
import { stationStream } from './store.ts';

/** What became of one. */
export type AssignedRow = {
  fulfillmentId: string;
  outcome: 'assigned' | 'unchanged' | 'refused';
  from: string | null;
  code: string | null;
  message: string | null;
};

/** Gives a fulfillment order to a station, or (null) to none. What has left stays where it was packed. Pure. */
export const giveTo =
  (station: Pick<Station, 'station' | 'warehouse'> | null, sees: Sees) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    const order = known(state, sees);
    const next = station?.station ?? null;
    if (order.station === next) return [];
    if (!isOpen(order))
      throw new Refusal('conflict', 'wrong_status', `${order.number} is ${order.status}: it stays where it was packed`);
    if (station && order.warehouse === null)
      throw new Refusal('conflict', 'nothing_to_pack', `${order.number} is packed in no warehouse`);
    if (station && order.warehouse !== station.warehouse)
      throw new Refusal(
        'conflict',
        'other_warehouse',
        `${order.number} is packed in ${order.warehouse}, the station is in ${station.warehouse}`,
      );
    return [stationAssigned({ fulfillmentId: order.fulfillmentId, station: next })];
  };

type Assigning = { station: string | null; ids: readonly string[]; sees: Sees; thread: Thread };

/**
 * Gives fulfillment orders to a station, or (null) takes them from theirs. Throws a Refusal where the station takes no more work
 * (there is none, or it is paused or closed); of the rest each row says what became of it.
 */
export const assignTo = async (
  { platform, orders }: Pick<FloorNeeds, 'platform' | 'orders'>,
  { station, ids, sees, thread }: Assigning,
): Promise<AssignedRow[]> => {
  const once = [...new Set(ids)];
  // With the station, so that it is not closed meanwhile.
  const held = hold(fulfillmentStream, once).and(stationStream, station === null ? [] : [station]);
  return transact(platform, held, async (unit) => {
    const target = station === null ? null : taking((await unit.load(stationStream, [station])).get(station));
    const before = await unit.load(fulfillmentStream, once);
    const subjects = await orders.subjectsOf(
      unit.tx,
      [...before.values()].map(({ orderId }) => orderId),
    );
    const outcomes = await unit.apply(
      fulfillmentStream,
      once.map((id) => ({
        id,
        thread: (state) => ({ ...thread, correlationId: state?.orderId ?? id }),
        subject: subjects.get(before.get(id)?.orderId ?? ''),
        decide: giveTo(target, sees),
      })),
    );
    return once.map((fulfillmentId, i): AssignedRow => {
      const outcome = outcomes[i];
      if (!outcome?.ok) {
        const { error } = outcome ?? {};
        if (!(error instanceof Refusal)) throw error;
        return { fulfillmentId, outcome: 'refused', from: null, code: error.code, message: error.message };
      }
      const from = before.get(fulfillmentId)?.station ?? null;
      return {
        fulfillmentId,
        outcome: outcome.facts.length > 0 ? 'assigned' : 'unchanged',
        from,
        code: null,
        message: null,
      };
    });
  });
};
