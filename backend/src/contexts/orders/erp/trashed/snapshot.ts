/** What the ERP says of an order's customer: kept when its thread fails, and read again when somebody has mended it there. */
import { z } from 'zod';
import type { ErpCustomer } from '../../../../connectors/systems/erp.ts';
import { type FieldError, Refusal, Upstream } from '../../../../kernel/errors.ts';
import { newId } from '../../../../kernel/ids.ts';
import { differencesBetween } from '../../../../kernel/json/differences.ts';
import type { Resumed, SourceReading } from '../../../../platform/context.ts';
import { buyerOf } from '../buyer.ts';
import { readAgain } from '../customer-step.ts';
import { type Followed, followSteps } from '../follow.ts';
import { type ErpMeans, type Stage, setStage } from '../stage.ts';

/** Where an order is read again, for people. */
export const sourceName = 'the ERP';

const text = z.string().nullable();
const customer = z.object({
  id: z.string(),
  name: z.string(),
  email: text,
  phone: text,
  address: z
    .object({ id: z.string(), lines: z.array(z.string()), city: text, state: text, postalCode: text, country: text })
    .nullable(),
}) satisfies z.ZodType<ErpCustomer>;

/** An order that waits in the Trash. */
export const trashedOrder = z.object({
  orderId: z.string().describe('The order that is to be told to the ERP'),
  number: z.string().optional().describe('What it is called by people'),
  step: z.enum(followSteps).optional().describe('Where it stopped'),
  moved: z.boolean().default(false).describe('It goes elsewhere than the ERP was told'),
  fromSource: z.boolean().optional().describe('The customer is read in the ERP again'),
  customer: customer.nullable().optional().describe('The customer as the ERP had it'),
});
export type TrashedOrder = z.input<typeof trashedOrder>;

/** What of the customer is to be put right in the ERP. What it refuses of an order itself stands in no field of the message. */
const places: Readonly<Partial<Record<(typeof followSteps)[number], string>>> = {
  customer: 'customer',
  address: 'customer.address',
};
export const fieldsAt = (step: (typeof followSteps)[number], message: string): FieldError[] => {
  const path = places[step];
  return path === undefined ? [] : [{ path, message }];
};

/** Faults with which the ERP would not answer this question either. */
const silent: readonly string[] = ['erp_unreachable', 'erp_denied', 'erp_throttled', 'erp_failing'];

/** The customer as the ERP has it at the moment of a failure; null where it has none, or does not say. */
export const snapshotOf = async (
  stage: Stage,
  { fault }: Extract<Followed, { ok: false }>,
): Promise<ErpCustomer | null> => {
  if (silent.includes(fault.code)) return null;
  const there = await readAgain(stage);
  return (there.ok && there.value) || null;
};

/** As the order itself says it, where nothing was kept of the ERP. */
const asOrdered = (stage: Stage): ErpCustomer => {
  const { name, company, email, phone, address } = buyerOf(stage.order);
  const { lines, city, state = null, postalCode = null, country } = address;
  return {
    id: '',
    name: company ?? name,
    email,
    phone,
    address: { id: '', lines: lines ?? [], city, state, postalCode, country },
  };
};

/** Reads the customer of an order that waits in the Trash again, and says what is different there since. */
export const readCustomer = async (means: ErpMeans, payload: unknown, of: Resumed): Promise<SourceReading> => {
  const read = trashedOrder.parse(payload);
  const { orderId } = read;
  const now = means.platform.clock.now();
  const thread = { correlationId: orderId, actor: 'system:trash', merchant: of.merchant };
  const worker = { job: newId('job', now), attempt: 1 };
  const stage = await setStage(means, { orderId, moved: read.moved, fromSource: true, worker, thread });
  if (!stage) throw new Refusal('conflict', 'no_erp', 'No ERP is connected that this order could be told to');
  try {
    const there = await readAgain(stage);
    if (!there.ok) throw new Upstream('erp', there.fault.code, `The ERP: ${there.fault.said}`, there.fault.retryable);
    const customerNow = there.value ?? null;
    const before = read.customer === undefined ? asOrdered(stage) : read.customer;
    const differences = differencesBetween({ customer: before }, { customer: customerNow });
    return { payload: { ...read, customer: customerNow, fromSource: true }, differences, readAt: now };
  } finally {
    await stage.claims.release();
  }
};
