/** What happened to a fulfillment order, in words: one sentence an event. Pure. */
import type { EventDefinition, FactOf } from '@gantry/shared/events/define';
import * as floor from '@gantry/shared/events/fulfillment';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { parcelWords, priorityNames, statusLooks } from '#lib/floor/floor-words.ts';
import { count } from '#lib/format.ts';
import { readable } from '#lib/scanner/scan-words.ts';
import { inWords } from '#lib/staff-words.ts';

export type Told = { text: string; meaning: Meaning };
/** Names of people, stations, warehouses and carriers. */
export type Names = Record<'station' | 'warehouse' | 'carrier', (id: string) => string> & {
  worker: (id: string | null) => string;
};
type Teller = (payload: unknown, names: Names) => Told | null;
type PayloadOf<D> = FactOf<D>['payload'];
const teller = <D extends EventDefinition>(
  { name, payload: schema }: D,
  words: (payload: PayloadOf<D>, names: Names) => Told,
): [string, Teller] => [
  name,
  (payload, names) => {
    const read = schema.safeParse(payload);
    return read.success ? words(read.data as PayloadOf<D>, names) : null;
  },
];
type Part = { sku: string; quantity: number; bin?: string };
const parts = (units: readonly Part[]): string =>
  units.map(({ sku, quantity, bin }) => `${count(quantity)} × ${sku}${bin ? ` (${bin})` : ''}`).join(', ');

const tellers = new Map<string, Teller>([
  teller(floor.fulfillmentPlanned, ({ lines, warehouse, vendor }, names) => ({
    text: `Planned${warehouse ? ` for ${names.warehouse(warehouse)}` : vendor ? ` for the vendor ${vendor}` : ''}: ${parts(lines)}`,
    meaning: 'waiting',
  })),
  teller(floor.linesPlanned, ({ lines }) => ({
    text: lines.length === 0 ? 'The order changed: nothing is left to do' : `The order changed: ${parts(lines)}`,
    meaning: 'waiting',
  })),
  teller(floor.statusChanged, ({ to, reason }) => ({
    text: `${statusLooks[to].label}${reason ? `: ${reason}` : ''}`,
    meaning: statusLooks[to].meaning ?? 'problem',
  })),
  teller(floor.prioritySet, ({ priority }) => ({
    text: `Priority ${priorityNames[priority].toLowerCase()}`,
    meaning: 'waiting',
  })),
  teller(floor.assigned, ({ assignee }, { worker }) => ({
    text: assignee === null ? 'Assigned to nobody' : `Assigned to ${worker(assignee)}`,
    meaning: 'waiting',
  })),
  teller(floor.stationAssigned, ({ station }, names) => ({
    text: station === null ? 'Taken off its station' : `Given to ${names.station(station)}`,
    meaning: 'waiting',
  })),
  teller(floor.holdChanged, ({ held }) => ({
    text: held ? 'Its order is held' : 'Its order is released',
    meaning: held ? 'stuck' : 'moving',
  })),
  teller(floor.picked, ({ units, tote }) => ({
    text: `Picked ${parts(units)}${tote ? ` into ${tote}` : ''}`,
    meaning: 'moving',
  })),
  teller(floor.unpicked, ({ units }) => ({ text: `Put back ${parts(units)}`, meaning: 'at_risk' })),
  teller(floor.scanRefused, ({ code, scanned, sku }) => ({
    text: `Scan refused, ${inWords(code).toLowerCase()}: ${sku ?? readable(scanned)}`,
    meaning: 'problem',
  })),
  teller(floor.shortPicked, ({ sku, bin, quantity }) => ({
    text: `Missing ${parts([{ sku, quantity }])} in ${bin || 'no bin'}`,
    meaning: 'problem',
  })),
  teller(floor.packageOpened, () => ({ text: 'Package opened', meaning: 'moving' })),
  teller(floor.packageMeasured, ({ parcel }) => ({
    text: `Package measured: ${parcelWords(parcel)}`,
    meaning: 'moving',
  })),
  teller(floor.packageShared, ({ mates }) => ({
    text: `Package shared with ${count(mates.length)} ${mates.length === 1 ? 'other' : 'others'}: merged orders leave in one parcel`,
    meaning: 'moving',
  })),
  teller(floor.packageRemoved, () => ({ text: 'Package taken away', meaning: 'at_risk' })),
  teller(floor.packed, ({ units, station }, names) => ({
    text: `Packed ${parts(units)}${station ? ` at ${names.station(station)}` : ''}`,
    meaning: 'moving',
  })),
  teller(floor.unpacked, ({ units }) => ({ text: `Unpacked ${parts(units)}`, meaning: 'at_risk' })),
  teller(floor.packageLabelled, ({ carrier, trackingNumber }, names) => ({
    text: `Labelled: ${names.carrier(carrier)} ${trackingNumber}`,
    meaning: 'handed_over',
  })),
  teller(floor.packageUnlabelled, () => ({ text: 'Label taken off', meaning: 'at_risk' })),
  teller(floor.vendorOrderSent, ({ vendorOrder }) => ({
    text: `Ordered from the vendor: ${vendorOrder}`,
    meaning: 'waiting',
  })),
  teller(floor.vendorConfirmed, ({ reference }) => ({
    text: `The vendor confirmed${reference ? `: ${reference}` : ''}`,
    meaning: 'moving',
  })),
  teller(floor.vendorRejected, ({ reason }) => ({
    text: `The vendor refused${reason ? `: ${reason}` : ''}`,
    meaning: 'problem',
  })),
  teller(floor.vendorShipped, ({ carrier, trackingNumber }, names) => ({
    text: `Sent by the vendor: ${names.carrier(carrier)} ${trackingNumber}`,
    meaning: 'handed_over',
  })),
  teller(floor.vendorLate, ({ expectedOn }) => ({
    text: `The vendor is late: expected ${expectedOn}`,
    meaning: 'problem',
  })),
  teller(floor.pickupReady, () => ({ text: 'Ready to be collected', meaning: 'delivered' })),
  teller(floor.pickupHandedOver, () => ({ text: 'Collected', meaning: 'delivered' })),
  teller(floor.pickupExpired, () => ({ text: 'Nobody collected it', meaning: 'problem' })),
]);

/** An event as a sentence; one that has none is told by its name. */
export const toldOf = ({ name, payload }: { name: string; payload: unknown }, names: Names): Told =>
  tellers.get(name)?.(payload, names) ?? { text: inWords(name.slice(name.indexOf('.') + 1)), meaning: 'waiting' };
