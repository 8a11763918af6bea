/** How an order that could not be told to the ERP goes on from the Trash. */
import { Refusal } from '../../../../kernel/errors.ts';
import { newId } from '../../../../kernel/ids.ts';
import type { Resumer } from '../../../../platform/context.ts';
import type { ErpMeans } from '../stage.ts';
import { runThread } from '../thread.ts';
import { erpHandler, wordsOf } from './failures.ts';
import { fieldsAt, readCustomer, sourceName, trashedOrder } from './snapshot.ts';

/** An order that lay in the Trash is followed once more. Throws a Refusal in the ERP's words where that fails again. */
export const erpResumer = (means: ErpMeans): Resumer => ({
  handler: erpHandler,
  title: 'Order for the ERP',
  payload: trashedOrder,
  // What it says is the ERP's and the order's; it is put right there.
  fixed: () => Object.keys(trashedOrder.shape),
  source: { name: sourceName, read: (payload, of) => readCustomer(means, payload, of) },
  resume: async (payload, of) => {
    const read = trashedOrder.safeParse(payload);
    if (!read.success) throw new Refusal('invalid', 'invalid', 'orderId: the id of an order is expected');
    const { orderId, moved, fromSource = false } = read.data;
    const worker = { job: newId('job', means.platform.clock.now()), attempt: 1 };
    const thread = { correlationId: orderId, actor: 'system:trash', merchant: of?.merchant };
    const request = { orderId, moved, fromSource, worker, thread };
    const outcome = await runThread(means, request, () => false);
    if (outcome === 'nothing' || outcome.ok) return;
    const words = wordsOf(outcome);
    throw new Refusal('conflict', outcome.fault.code, words, fieldsAt(outcome.step, words));
  },
});
