/** Shipment commands: load what the decision needs, decide, commit; shipments asked for together are written together. */
import type { shipmentInput } from '@gantry/shared/api/shipping';
import type { z } from 'zod';
import { Refusal } from '../../kernel/errors.ts';
import { derivedId, newToken } from '../../kernel/ids.ts';
import type { Thread } from '../../platform/event-log.ts';
import { applyAll, commit, execute } from '../../platform/execute.ts';
import { groupCommit } from '../../platform/group-commit.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Order, ordersById } from '../orders/public.ts';
import { cancelShipment as cancelDecision, createShipment as createDecision } from './decide.ts';
import type { Plan, Shipment } from './shipment.ts';
import { shipments } from './store.ts';

type Input = z.output<typeof shipmentInput>;
type Submission = { input: Input; thread: Thread };
export type Created = { plan: Plan; created: boolean };

/** The id of the shipment of an (order, reference). */
export const shipmentIdOf = (orderId: string, reference: string): string => derivedId('shp', [orderId, reference]);

const planOf = (input: Input, order: Order | undefined, now: Date): Plan => {
  if (!order)
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'orderId', message: 'there is no such order' },
    ]);
  const reference = input.reference ?? input.trackingNumber;
  const { content } = order;
  return {
    shipmentId: shipmentIdOf(order.orderId, reference),
    orderId: order.orderId,
    orderNumber: content.number,
    channel: order.channel,
    reference,
    warehouse: input.warehouse ?? null,
    origin: input.origin,
    destination: input.destination ?? content.shipTo,
    packages: input.packages,
    legs: [{ number: 1, carrier: input.carrier, service: input.service, trackingNumber: input.trackingNumber }],
    orderPlacedAt: order.placedAt,
    promise: content.promise,
    shipBy: content.shipBy,
    cost: input.cost ?? null,
    trackingToken: newToken(),
    ...(input.history ? { history: now.toISOString() } : {}),
  };
};

/** A shipment of a cancelled order is refused only when it is new: repeating the request stays harmless. */
const decisionFor =
  (plan: Plan, order: Order | undefined, { createdAt, now }: { createdAt: string; now: Date }) =>
  (state: Shipment | undefined) => {
    if (!state && order?.status === 'cancelled')
      throw new Refusal('conflict', 'order_cancelled', 'A cancelled order takes no new shipment');
    return createDecision(plan, createdAt, now)(state);
  };

type Result = Created | { error: unknown };

const writeBatch = (platform: Platform, batch: Submission[]): Promise<Result[]> =>
  commit(platform, async (tx) => {
    const now = platform.clock.now();
    const orders = await ordersById(
      tx,
      batch.map(({ input }) => input.orderId),
    );
    const drafts = batch.map(({ input, thread }) => {
      const order = orders.get(input.orderId);
      try {
        const plan = planOf(input, order, now);
        const createdAt = new Date(input.createdAt ?? now).toISOString();
        return {
          command: {
            id: plan.shipmentId,
            thread: { ...thread, correlationId: plan.orderId },
            decide: decisionFor(plan, order, { createdAt, now }),
          },
        };
      } catch (error) {
        return { error };
      }
    });
    const commands = drafts.flatMap((draft) => ('command' in draft ? [draft.command] : []));
    const outcomes = await applyAll({ tx, now }, shipments, commands);
    let next = 0;
    return drafts.map((draft): Result => {
      if ('error' in draft) return { error: draft.error };
      const outcome = outcomes[next++];
      if (!outcome?.ok) return { error: outcome?.error };
      return outcome.state
        ? { plan: outcome.state.plan, created: outcome.facts.length > 0 }
        : { error: new Error('a created shipment has a state') };
    });
  });

const lanes = new WeakMap<Platform, ReturnType<typeof groupCommit<Submission, Result>>>();
const laneOf = (platform: Platform) => {
  const known = lanes.get(platform);
  if (known) return known;
  const lane = groupCommit((batch: Submission[]) => writeBatch(platform, batch), { most: 100, lanes: 2 });
  lanes.set(platform, lane);
  return lane;
};

/** Creates a shipment of one leg for an order. Throws a Refusal. */
export const createShipment = async (platform: Platform, submission: Submission): Promise<Created> => {
  const result = await laneOf(platform).submit(submission);
  if ('error' in result) throw result.error;
  return result;
};

/** Cancels a shipment that is still only a label. */
export const cancelShipment = (
  platform: Platform,
  shipmentId: string,
  { reason, thread }: { reason: string; thread: Thread },
) => execute(platform, shipments, { id: shipmentId, thread, decide: cancelDecision(reason, platform.clock.now()) });
