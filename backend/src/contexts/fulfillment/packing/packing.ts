/**
 * What may happen to the packages of a fulfillment order: opened, measured, filled, emptied, labelled, removed. Never more is packed
 * than is picked, and what has a label stays as the label says it. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type FulfillmentEvent,
  packageLabelled,
  packageMeasured,
  packageOpened,
  packageRemoved,
  packageUnlabelled,
  packed,
  unpacked,
} from '@gantry/shared/events/fulfillment';
import type { Parcel } from '@gantry/shared/events/shipping';
import type { ScanRefusal } from '@gantry/shared/vocabulary/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import { type FulfillmentOrder, packedOf, pickedOf } from '../fulfillment-order.ts';
import type { Label, Package, Packed } from '../units.ts';

/** Packages of one fulfillment order. */
const mostPackages = 200;

/** Why a scan counts for nothing. */
export type ScanRefused = { code: ScanRefusal; message: string };

/** The package. Throws a Refusal where there is none. */
export const packageOf = ({ packages }: FulfillmentOrder, packageId: string): Package => {
  const found = packages.find((one) => one.packageId === packageId);
  if (!found) throw new Refusal('missing', 'no_such_package', 'There is no such package');
  return found;
};

/** Why nothing is packed of it as it stands. */
export const whyNotPack = ({ number, status, held }: FulfillmentOrder): ScanRefused | undefined => {
  if (status !== 'packing')
    return { code: 'wrong_status', message: `${number} is ${status}: units are packed while it is packing` };
  return held ? { code: 'held', message: `The order of ${number} is held: release it first` } : undefined;
};

/** Throws a Refusal where nothing is packed of it as it stands. */
const insistOnPacking = (order: FulfillmentOrder): void => {
  const why = whyNotPack(order);
  if (why) throw new Refusal('conflict', why.code === 'held' ? 'order_held' : why.code, why.message);
};

const labelled = ({ number, label }: Package): Refusal =>
  new Refusal('conflict', 'labelled', `Package ${number} has the label ${label?.trackingNumber}: take it off first`);

/** Units that are picked and in no package, by line. */
export const unpackedUnits = (order: FulfillmentOrder): Packed[] =>
  order.lines.flatMap((line) => {
    const quantity = pickedOf(order, line) - packedOf(order, line);
    return quantity > 0 ? [{ lineId: line.lineId, sku: line.sku, quantity }] : [];
  });

/** Who put something into a package, and at which station. */
export type PackScan = { clientScanId: string; scanned: string; station: string | null };

/** Opens a package; with `everything`, all that is not packed yet is put in it. The same name again opens none. */
export const openPackage =
  ({ packageId, parcel, everything }: { packageId: string; parcel: Parcel; everything: boolean }, scan: PackScan) =>
  (order: FulfillmentOrder): FulfillmentEvent[] => {
    const { fulfillmentId, packages } = order;
    const known = packages.find((one) => one.packageId === packageId);
    const units = everything ? unpackedUnits(order) : [];
    if (known && units.length === 0) return [];
    insistOnPacking(order);
    if (known?.label) throw labelled(known);
    if (everything && units.length === 0)
      throw new Refusal('conflict', 'nothing_to_pack', `All that is picked of ${order.number} is packed`);
    if (!known && packages.length >= mostPackages)
      throw new Refusal('conflict', 'too_many_packages', `${order.number} has ${mostPackages} packages`);
    return [
      ...(known ? [] : [packageOpened({ fulfillmentId, packageId, parcel })]),
      ...(units.length > 0 ? [packed({ fulfillmentId, packageId, units, ...scan })] : []),
    ];
  };

/** Says what a package weighs and measures. Its label was made for what it was. */
export const measurePackage =
  (packageId: string, parcel: Parcel) =>
  (order: FulfillmentOrder): FulfillmentEvent[] => {
    const found = packageOf(order, packageId);
    if (isDeepStrictEqual(found.parcel, parcel)) return [];
    insistOnPacking(order);
    if (found.label) throw labelled(found);
    return [packageMeasured({ fulfillmentId: order.fulfillmentId, packageId, parcel })];
  };

/** Takes a package away; what was in it is to be packed again. */
export const removePackage =
  (packageId: string) =>
  (order: FulfillmentOrder): FulfillmentEvent[] => {
    const { label } = packageOf(order, packageId);
    if (order.status !== 'packing')
      throw new Refusal(
        'conflict',
        'wrong_status',
        `${order.number} is ${order.status}: its packages stay as they are`,
      );
    const { fulfillmentId } = order;
    return [
      ...(label ? [packageUnlabelled({ fulfillmentId, packageId, shipmentId: label.shipmentId })] : []),
      packageRemoved({ fulfillmentId, packageId }),
    ];
  };

/** What a scan of units means for a package: which lines' units they are, or why it counts for nothing. */
export type PackOutcome = { units: Packed[] } | { refused: ScanRefused };

const take = (from: readonly Packed[], quantity: number): Packed[] => {
  let open = quantity;
  return from.flatMap((one) => {
    const some = Math.min(open, one.quantity);
    open -= some;
    return some > 0 ? [{ ...one, quantity: some }] : [];
  });
};

const amount = (units: readonly { quantity: number }[]): number =>
  units.reduce((sum, { quantity }) => sum + quantity, 0);

/** `name`: the catalog's, so that whoever scanned the wrong thing reads what it was. */
export type Scanned = { packageId: string; sku: string; name: string; quantity: number };

const called = ({ sku, name }: Scanned): string => (name === '' || name === sku ? sku : `${sku} (${name})`);

/** Units that are scanned into a package: of what is picked and not packed yet. */
export const packUnits = (order: FulfillmentOrder, scanned: Scanned): PackOutcome => {
  const { packageId, sku, quantity } = scanned;
  const target = packageOf(order, packageId);
  const refused = (code: ScanRefusal, message: string): PackOutcome => ({ refused: { code, message } });
  const why = whyNotPack(order);
  if (why) return { refused: why };
  if (target.label) return refused('wrong_status', labelled(target).message);
  const lines = order.lines.filter((line) => line.sku === sku);
  if (lines.length === 0) return refused('not_in_job', `${called(scanned)} is not in ${order.number}`);
  const free = unpackedUnits(order).filter((one) => one.sku === sku);
  const units = amount(free);
  if (units === 0)
    return amount(lines) > lines.reduce((sum, line) => sum + pickedOf(order, line), 0)
      ? refused('not_picked', `No ${sku} is picked that is not packed`)
      : refused('line_complete', `All ${amount(lines)} of ${sku} are packed`);
  if (quantity > units) return refused('too_many', `${units} of ${sku} are picked and not packed yet, not ${quantity}`);
  return { units: take(free, quantity) };
};

/** Units that are scanned out of a package. */
export const unpackUnits = (order: FulfillmentOrder, scanned: Scanned): PackOutcome => {
  const { packageId, sku, quantity } = scanned;
  const from = packageOf(order, packageId);
  const refused = (code: ScanRefusal, message: string): PackOutcome => ({ refused: { code, message } });
  const why = whyNotPack(order);
  if (why) return { refused: why };
  if (from.label) return refused('wrong_status', labelled(from).message);
  const inside = from.units.filter((one) => one.sku === sku);
  const units = amount(inside);
  if (units === 0) return refused('not_in_job', `${called(scanned)} is not in package ${from.number}`);
  if (quantity > units) return refused('too_many', `${units} of ${sku} are in package ${from.number}, not ${quantity}`);
  return { units: take(inside, quantity) };
};

/** The event of a scan that counted. */
export const scanEvent =
  (doing: 'pack' | 'unpack', { units, packageId, ...scan }: PackScan & { packageId: string; units: Packed[] }) =>
  ({ fulfillmentId }: FulfillmentOrder): FulfillmentEvent =>
    (doing === 'pack' ? packed : unpacked)({ fulfillmentId, packageId, units, ...scan });

/** Whether a package may be given a label, or has this one already. Throws a Refusal. */
export const mayLabel = (order: FulfillmentOrder, packageId: string, label: Omit<Label, 'shipmentId'>): void => {
  const target = packageOf(order, packageId);
  const { carrier, service, trackingNumber } = label;
  const same = (one: Label): boolean => one.carrier === carrier && one.trackingNumber === trackingNumber;
  if (target.label) {
    if (same(target.label) && target.label.service === service) return;
    throw labelled(target);
  }
  insistOnPacking(order);
  if (target.units.length === 0)
    throw new Refusal('conflict', 'not_packed', `Package ${target.number} is empty: pack something into it first`);
  const other = order.packages.find((one) => one.label && same(one.label));
  if (other)
    throw new Refusal('conflict', 'label_taken', `Package ${other.number} has the label ${trackingNumber} already`);
};

/** Puts a label on a package; the one that it has changes nothing. */
export const putLabel =
  (packageId: string, label: Label) =>
  (order: FulfillmentOrder): FulfillmentEvent[] =>
    packageOf(order, packageId).label
      ? []
      : [packageLabelled({ fulfillmentId: order.fulfillmentId, packageId, ...label })];

/** Statuses in which a parcel has left. */
const gone = ['shipped', 'delivered', 'returned'];

/** Takes a label off a parcel that has not left. */
export const takeLabelOff =
  (packageId: string) =>
  (order: FulfillmentOrder): FulfillmentEvent[] => {
    const { label } = packageOf(order, packageId);
    if (!label) return [];
    if (gone.includes(order.status))
      throw new Refusal(
        'conflict',
        'wrong_status',
        `${order.number} is ${order.status}: its label stays on, call its shipment off instead`,
      );
    return [packageUnlabelled({ fulfillmentId: order.fulfillmentId, packageId, shipmentId: label.shipmentId })];
  };

/**
 * Units of the order's lines in a package, for its shipment: of a kit as many whole ones as its parts there make up.
 */
export const orderLinesIn = (order: FulfillmentOrder, { units }: Package): { lineId: string; quantity: number }[] =>
  [...Map.groupBy(order.lines, ({ lineId }) => lineId)].flatMap(([lineId, parts]) => {
    const whole = parts.map(({ sku, perUnit }) =>
      Math.floor(amount(units.filter((one) => one.lineId === lineId && one.sku === sku)) / perUnit),
    );
    const quantity = Math.min(...whole);
    return quantity > 0 ? [{ lineId, quantity }] : [];
  });
