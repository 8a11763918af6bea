/** One transaction about a fulfillment order and its order: the one way in which vendors and customers change either. */
import type { FulfillmentEvent } from '@gantry/shared/events/fulfillment';
import type { Decide } from '../../../kernel/decider.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, transact, type Unit } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { known, type Sees } from '../queue/shown.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';

/** Which, and by whose leave; its thread is that of its order. */
export type Named = { fulfillmentId: string; sees?: Sees | undefined; thread: Omit<Thread, 'correlationId'> };

export type Changing = {
  unit: Unit;
  /** As it stands. */
  state: FulfillmentOrder;
  /** How orders are told of it. */
  of: { orderId: string; thread: Thread; reference: string };
  /** Decides and writes; answers it as it stands then, and whether anything happened. */
  tell(decide: Decide<FulfillmentOrder, FulfillmentEvent>): Promise<{ state: FulfillmentOrder; changed: boolean }>;
};

/** The fulfillment order as it stands outside of a transaction. Throws a Refusal where there is none for whoever asks. */
export const readOne = async (
  { platform: { database, privacy } }: Pick<FloorNeeds, 'platform'>,
  { fulfillmentId, sees }: Pick<Named, 'fulfillmentId' | 'sees'>,
): Promise<FulfillmentOrder> =>
  known((await fulfillmentRows.whole(privacy).byIds(database, [fulfillmentId])).get(fulfillmentId), sees);

/** Runs `work` in a transaction that holds the fulfillment order, its order and all stock of that, and `more` of the order. */
export const changeOne = async <T>(
  needs: FloorNeeds,
  { fulfillmentId, sees, thread, more }: Named & { more?: (orderId: string) => Holding },
  work: (changing: Changing) => Promise<T>,
): Promise<T> => {
  const { platform, orders } = needs;
  const { orderId } = await readOne(needs, { fulfillmentId, sees });
  const threaded = { ...thread, correlationId: orderId };
  return transact(
    platform,
    async (tx) => {
      const held = (await orders.floor.holding([orderId])(tx)).and(fulfillmentStream, [fulfillmentId]);
      return more ? held.with(more(orderId)) : held;
    },
    async (unit) => {
      const state = known((await unit.load(fulfillmentStream, [fulfillmentId])).get(fulfillmentId), sees);
      const subject = (await orders.subjectsOf(unit.tx, [orderId])).get(orderId);
      const erased = !(await unit.privacy.holdLiving(unit.tx, subject));
      return work({
        unit,
        state,
        of: { orderId, thread: threaded, reference: fulfillmentId },
        tell: async (decide) => {
          const command = { id: fulfillmentId, thread: threaded, subject, erased, decide };
          const [done] = allDone(await unit.apply(fulfillmentStream, [command]));
          return { state: known(done?.state, sees), changed: (done?.facts.length ?? 0) > 0 };
        },
      });
    },
  );
};
