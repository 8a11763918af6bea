/** Somebody has dealt with an exception: told in the stream of its fulfillment order, once, in one with the row. */
import { exceptionSettled } from '@gantry/shared/events/fulfillment/exceptions';
import { Refusal } from '../../../kernel/errors.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentStream } from '../store.ts';
import { type FloorException, markSettled, readException } from './store.ts';

type Settling = { exceptionId: string; merchants: string[] | null; thread(correlationId: string): Thread };

const known = (found: FloorException | undefined): FloorException => {
  if (!found) throw new Refusal('missing', 'no_such_exception', 'There is no such exception');
  return found;
};

/** Settles one that whoever asks sees; settled already it stays as it is. */
export const settleException = async (
  { platform }: Pick<FloorNeeds, 'platform'>,
  { thread, ...asked }: Settling,
): Promise<FloorException> => {
  const { fulfillmentId, orderId } = known(await readException(platform.database, asked));
  return transact(platform, hold(fulfillmentStream, [fulfillmentId]), async (unit) => {
    const { exceptionId, kind, settledAt, ...rest } = known(await readException(unit.tx, asked));
    if (settledAt !== null) return { exceptionId, kind, settledAt, ...rest };
    const told = exceptionSettled({ fulfillmentId, exceptionId, kind });
    allDone(
      await unit.apply(fulfillmentStream, [{ id: fulfillmentId, thread: thread(orderId), decide: () => [told] }]),
    );
    await markSettled(unit.tx, exceptionId, unit.now);
    return known(await readException(unit.tx, asked));
  });
};
