/** Which step a fulfillment order may take, and what is missing where it may not; docs/floor.md tells the same in words. Pure. */
import type { FulfillmentKind, FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { type FulfillmentOrder, packedOf, pickedOf, unitsOf } from '../fulfillment-order.ts';

/** What comes next of each status. */
export const nextOf: Readonly<Record<FulfillmentStatus, readonly FulfillmentStatus[]>> = {
  pending: ['processing', 'cancelled'],
  processing: ['picking', 'cancelled'],
  picking: ['packing', 'cancelled'],
  packing: ['shipped', 'cancelled'],
  shipped: ['delivered', 'returned'],
  delivered: ['returned'],
  returned: [],
  cancelled: [],
};

/** The way from one status to another; undefined where there is none. */
const wayTo = (
  from: FulfillmentStatus,
  to: FulfillmentStatus,
  before: readonly FulfillmentStatus[] = [],
): FulfillmentStatus[] | undefined => {
  if (nextOf[from].includes(to)) return [to];
  const ways = nextOf[from]
    .filter((next) => !before.includes(next))
    .flatMap((next) => {
      const rest = wayTo(next, to, [...before, from]);
      return rest ? [[next, ...rest]] : [];
    });
  return ways.sort((a, b) => a.length - b.length)[0];
};

/** What is known beside the fulfillment order when it is to take a step. */
export type Around = {
  orderHeld: boolean;
  /** Units that it still has to pick and that are promised to its order, by line and SKU. */
  promised(line: { lineId: string; sku: string }): number;
};

type Check = (order: FulfillmentOrder, around: Around) => void;

const missing = (code: string, message: string, errors: FieldError[] = []): never => {
  throw new Refusal('conflict', code, message, errors);
};

const isShelved = (kind: FulfillmentKind): boolean => kind === 'ship' || kind === 'pickup';

const notHeld: Check = (_, { orderHeld }) => {
  if (orderHeld) missing('order_held', 'Its order is held: release it first');
};

const everyUnitPromised: Check = (order, { promised }) => {
  if (!isShelved(order.kind)) return;
  const errors = order.lines.flatMap((line, i): FieldError[] => {
    const open = line.quantity - pickedOf(order, line);
    const there = promised(line);
    return there >= open
      ? []
      : [{ path: `lines.${i}`, message: `${open - there} of ${line.quantity} × ${line.sku} are not promised to it` }];
  });
  if (errors.length > 0)
    missing('not_allocated', `Stock is missing: ${errors.map(({ message }) => message).join('; ')}`, errors);
};

const everyUnitPicked: Check = (order) => {
  if (!isShelved(order.kind)) return;
  const errors = order.lines.flatMap((line, i): FieldError[] => {
    const picked = pickedOf(order, line);
    return picked === line.quantity
      ? []
      : [{ path: `lines.${i}`, message: `${line.quantity - picked} of ${line.quantity} × ${line.sku} are not picked` }];
  });
  if (errors.length > 0)
    missing('not_picked', `Units are missing: ${errors.map(({ message }) => message).join('; ')}`, errors);
};

const everyUnitPacked: Check = (order) => {
  if (order.kind !== 'ship') return;
  const errors = order.lines.flatMap((line, i): FieldError[] => {
    const packed = packedOf(order, line);
    return packed === line.quantity
      ? []
      : [
          {
            path: `lines.${i}`,
            message: `${line.quantity - packed} of ${line.quantity} × ${line.sku} are in no package`,
          },
        ];
  });
  if (errors.length > 0)
    missing('not_packed', `Units are missing: ${errors.map(({ message }) => message).join('; ')}`, errors);
};

const everyPackageLabelled: Check = ({ kind, packages }) => {
  if (kind !== 'ship') return;
  // By its place, which is not its number once another package was taken away.
  const errors = packages.flatMap(({ number, label }, i) =>
    label === null ? [{ path: `packages.${i}.label`, message: `package ${number} has no label` }] : [],
  );
  if (errors.length > 0)
    missing('not_labelled', `${errors.length} of ${packages.length} packages have no label`, errors);
};

/** What a vendor sends moves by what the vendor says. */
const notOfVendors: Check = ({ kind }) => {
  if (kind === 'dropship') missing('vendor_sends', 'Its vendor sends it: it moves on by what the vendor says');
};

const notConfirmed: Check = ({ vendorOrder }) => {
  if (vendorOrder?.state === 'confirmed')
    missing('vendor_confirmed', `Its vendor has confirmed ${vendorOrder.number}: settle it with the vendor first`);
};

/** What must be true before each status. */
const checks: Readonly<Record<FulfillmentStatus, readonly Check[]>> = {
  pending: [],
  processing: [notOfVendors],
  picking: [notOfVendors, notHeld, everyUnitPromised],
  packing: [notOfVendors, everyUnitPicked],
  shipped: [notOfVendors, notHeld, everyUnitPicked, everyUnitPacked, everyPackageLabelled],
  delivered: [],
  returned: [],
  cancelled: [notConfirmed],
};

const whyNot = (from: FulfillmentStatus, to: FulfillmentStatus): string => {
  const way = wayTo(from, to);
  if (way) return `${way.slice(0, -1).join(', then ')} comes before it`;
  const next = nextOf[from];
  return next.length > 0
    ? `there is no way there from ${from}: what may follow is ${next.join(' or ')}`
    : `nothing follows ${from}`;
};

/** Whether it may take a step. Throws a Refusal that names what is missing; the status it has already is no step. */
export const insistOnStep = (state: FulfillmentOrder, to: FulfillmentStatus, around: Around): void => {
  const { status: from } = state;
  if (from === to) return;
  if (!nextOf[from].includes(to)) {
    const why = whyNot(from, to);
    missing('illegal_step', `It is ${from} and cannot become ${to}: ${why}`, [{ path: 'status', message: why }]);
  }
  for (const check of checks[to]) check(state, around);
};

/** Units of it in all that are in packages with a label. */
export const isComplete = (state: FulfillmentOrder): boolean =>
  state.packages.every(({ label }) => label !== null) &&
  state.packages.flatMap(({ units }) => units).reduce((sum, { quantity }) => sum + quantity, 0) === unitsOf(state);
