/** What each step of a return decides, with what it looks at: from the words of the endpoint to pure decisions. */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { changeReturn } from '@gantry/shared/api/returns/staff';
import type { ReturnEvent } from '@gantry/shared/events/returns';
import type { Decide } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';
import { dropOffCodeOf } from './asking/request.ts';
import { authorize, cancel, close, receive, reject, sent } from './decide.ts';
import { inspect } from './inspection/inspect.ts';
import { keptOf, lotsLeft, skusIn } from './inspection/laying.ts';
import type { Terms } from './refund/amount.ts';
import { changeRefund, followUnits } from './refund/decide.ts';
import { replacementIdOf } from './refund/place.ts';
import { replace } from './refund/replace.ts';
import { inspectionComplete, receiptBefore } from './repeated.ts';
import type { Rma } from './rma.ts';
import { mostFor, type World, warehouseFor } from './world.ts';

type Step = BodyOf<typeof changeReturn>;
type Of<Action extends Step['action']> = Extract<Step, { action: Action }>;
type Decisions = Decide<Rma, ReturnEvent>[];

/** How long what was allowed may take to be sent, where nobody said: 30 days. */
const sendWithinMs = 30 * 86_400_000;

/** What an authorization says that nobody said: where it left from, a code where no label is bought, thirty days. */
export const authorizationOf = (
  rma: Pick<Rma, 'returnId' | 'expiresAt' | 'dropOffCode'>,
  { way, carrier, trackingNumber, expiresAt }: Omit<Of<'authorize'>, 'action' | 'warehouse' | 'expectedVersion'>,
  { warehouse, now, secretKey }: { warehouse: string; now: Date; secretKey: string | undefined },
) => ({
  warehouse,
  way,
  expiresAt:
    expiresAt === undefined
      ? (rma.expiresAt ?? new Date(now.getTime() + sendWithinMs).toISOString())
      : new Date(expiresAt).toISOString(),
  // What is written on parcels already stays what it was.
  dropOffCode: way === 'drop_off' ? (rma.dropOffCode ?? dropOffCodeOf(secretKey, rma.returnId)) : null,
  trackingNumber: trackingNumber ?? null,
  carrier: carrier ?? null,
});

const badWarehouse = (message: string): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', [{ path: 'warehouse', message }]);

const authorizing = async (world: World, rma: Rma, step: Of<'authorize'>): Promise<Decisions> => {
  const { tx, now } = world.unit;
  const open = (await world.needs.inventory.warehouses(tx)).map((one) => one.warehouse);
  if (step.warehouse !== undefined && !open.includes(step.warehouse))
    throw badWarehouse('there is no such open warehouse');
  const warehouse = step.warehouse ?? rma.warehouse ?? (await warehouseFor(world, rma));
  if (warehouse === undefined) throw badWarehouse('needed: where it left from is not known, or is closed');
  const { secretKey } = world.needs.platform.config;
  return [authorize(authorizationOf(rma, step, { warehouse, now, secretKey }), now)];
};

const receiving = async (world: World, rma: Rma, step: Of<'receive'>): Promise<Decisions> => {
  const { needs, unit } = world;
  const { receiptId, lines, unexpected, complete } = step;
  const skus = unexpected.map(({ sku }) => sku);
  const { kits } = await keptOf(unit.tx, needs.inventory, { merchant: rma.merchant, skus });
  const { returnId } = rma;
  const before = rma.receipts.includes(receiptId) ? await receiptBefore(unit.tx, returnId, receiptId) : undefined;
  const context = { most: await mostFor(world, returnId), kits, now: unit.now, before };
  return [receive({ receiptId, lines, unexpected, complete }, context)];
};

const termsOf = ({ order, rules: { restockingPercent } }: World): Terms => ({ order, restockingPercent });

const inspecting = async (world: World, rma: Rma, step: Of<'inspect'>): Promise<Decisions> => {
  const { needs, unit, order, returns } = world;
  const kept = await keptOf(unit.tx, needs.inventory, { merchant: rma.merchant, skus: skusIn(rma, step.units) });
  const again = rma.inspections.some(({ inspectionId }) => inspectionId === step.inspectionId);
  const completeBefore = again ? await inspectionComplete(unit.tx, rma.returnId, step.inspectionId) : undefined;
  const context = { ...kept, lots: lotsLeft(order, returns), now: unit.now, completeBefore };
  // What is told again moves no money either: somebody may have said since that nothing is due.
  return [inspect(step, context), ...(again ? [] : [followUnits(termsOf(world), { now: unit.now })])];
};

const refunding = (world: World, rma: Rma, { state, amount, reference }: Of<'refund'>): Decisions => {
  const others = world.returns.filter(({ returnId }) => returnId !== rma.returnId);
  const refunded = others.reduce((sum, { refund }) => sum + Math.max(refund.paid, refund.amount?.amount ?? 0), 0);
  return [changeRefund({ state, amount, reference }, { ...termsOf(world), refunded, now: world.unit.now })];
};

const replacing = (world: World, rma: Rma, { replacementId, lines }: Of<'replace'>): Decisions => {
  const { now } = world.unit;
  const orderId = replacementIdOf(rma, replacementId);
  const again = rma.replacements.some((one) => one.replacementId === replacementId);
  const following = again ? [] : [followUnits(termsOf(world), { now, replaced: true })];
  return [replace({ replacementId, orderId, lines }, now), ...following];
};

/** The decisions of a step. Throws a Refusal where it names what is not there. */
export const stepsOf = (world: World, rma: Rma, step: Step): Promise<Decisions> | Decisions => {
  const { now } = world.unit;
  switch (step.action) {
    case 'authorize':
      return authorizing(world, rma, step);
    case 'reject':
      return [reject(step.reason, now)];
    case 'cancel':
      return [cancel(step.reason, now)];
    case 'sent':
      return [sent({ carrier: step.carrier ?? null, trackingNumber: step.trackingNumber ?? null }, now)];
    case 'receive':
      return receiving(world, rma, step);
    case 'inspect':
      return inspecting(world, rma, step);
    case 'refund':
      return refunding(world, rma, step);
    case 'replace':
      return replacing(world, rma, step);
    case 'close':
      return [close(now)];
  }
};
