/** What happened on the floor, in words: work planned, picked, packed, labelled, handed over; stations and walks. Pure. */

import { exceptionSettled, vendorSentAnyway } from '../../events/fulfillment/exceptions.ts';
import { jobSent } from '../../events/fulfillment/jobs.ts';
import * as floor from '../../events/fulfillment.ts';
import { because, calendarDay, inWords, lowWords, partsInWords, some, sumOf, unitWords } from './phrases.ts';
import { shipmentLink, type Teller, teller } from './telling.ts';

const workLink = (fulfillmentId: string): string => `/logistics/fulfillment/${encodeURIComponent(fulfillmentId)}`;
const binWords = (bin: string): string => (bin === '' ? '' : ` in ${bin}`);

const planned = [
  teller(floor.fulfillmentPlanned, 'floor', ({ fulfillmentId, number, kind, warehouse, vendor, lines }) => ({
    text: `Work ${number} planned: ${lowWords(kind)}${warehouse ? ` from ${warehouse}` : ''}${vendor ? ` by ${vendor}` : ''}, ${unitWords(sumOf(lines))}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(floor.linesPlanned, 'floor', ({ fulfillmentId, lines, dropped = [] }) => ({
    text: `Work planned anew: ${unitWords(sumOf(lines))}`,
    meaning: 'waiting',
    ...(dropped.length > 0 ? { detail: `Not its own any more: ${partsInWords(dropped)}` } : {}),
    reasons: ['The order changed'],
    href: workLink(fulfillmentId),
  })),
  teller(floor.statusChanged, 'floor', ({ fulfillmentId, from, to, reason }) => ({
    text: `${inWords(to)}${because(reason)}`,
    meaning: to === 'cancelled' || to === 'returned' ? 'problem' : to === 'delivered' ? 'delivered' : 'moving',
    detail: `Before: ${lowWords(from)}`,
    href: workLink(fulfillmentId),
  })),
  teller(floor.prioritySet, 'floor', ({ fulfillmentId, priority }) => ({
    text: `Priority ${priority}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(floor.assigned, 'floor', ({ fulfillmentId, assignee }) => ({
    text: assignee === null ? 'Given to nobody any more' : `Given to ${assignee}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(floor.stationAssigned, 'floor', ({ fulfillmentId, station }) => ({
    text: station === null ? 'At no station any more' : `Given to station ${station}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(floor.holdChanged, 'floor', ({ fulfillmentId, held }) => ({
    text: held ? 'The floor waits: its order is held' : 'The floor goes on: its order is held no longer',
    meaning: held ? 'stuck' : 'moving',
    href: workLink(fulfillmentId),
  })),
];

const picking = [
  teller(floor.picked, 'floor', ({ fulfillmentId, units, tote }) => ({
    text: `Picked ${partsInWords(units)}${binWords(units[0]?.bin ?? '')}${tote ? `, tote ${tote}` : ''}`,
    meaning: 'moving',
    href: workLink(fulfillmentId),
  })),
  teller(floor.unpicked, 'floor', ({ fulfillmentId, units }) => ({
    text: `Put back ${partsInWords(units)}${binWords(units[0]?.bin ?? '')}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(floor.scanRefused, 'floor', ({ fulfillmentId, scanned, code }) => ({
    text: `A scan counted for nothing: ${lowWords(code)}`,
    meaning: 'problem',
    detail: `Read: ${scanned}`,
    href: workLink(fulfillmentId),
  })),
  teller(floor.shortPicked, 'floor', ({ fulfillmentId, sku, bin, quantity }) => ({
    text: `${unitWords(quantity)} of ${sku} not there${binWords(bin)}`,
    meaning: 'problem',
    href: workLink(fulfillmentId),
  })),
];

const packing = [
  teller(floor.packageOpened, 'floor', ({ fulfillmentId, packageId }) => ({
    text: 'A package was opened',
    meaning: 'moving',
    detail: packageId,
    href: workLink(fulfillmentId),
  })),
  teller(floor.packageMeasured, 'floor', ({ fulfillmentId, parcel: { weightGrams, dimensionsMm } }) => ({
    text: `Measured: ${
      [
        weightGrams === undefined ? '' : `${(weightGrams / 1000).toFixed(3)} kg`,
        dimensionsMm ? `${dimensionsMm.length} × ${dimensionsMm.width} × ${dimensionsMm.height} mm` : '',
      ]
        .filter(Boolean)
        .join(', ') || 'nothing'
    }`,
    meaning: 'moving',
    href: workLink(fulfillmentId),
  })),
  teller(floor.packageShared, 'floor', ({ fulfillmentId, mates }) => ({
    text: `The package holds parts of ${some(mates.length + 1, 'fulfillment order')} of merged orders`,
    meaning: 'moving',
    href: workLink(fulfillmentId),
  })),
  teller(floor.packageRemoved, 'floor', ({ fulfillmentId, packageId }) => ({
    text: 'A package was taken away',
    meaning: 'waiting',
    detail: packageId,
    href: workLink(fulfillmentId),
  })),
  teller(floor.packed, 'floor', ({ fulfillmentId, units, station }) => ({
    text: `Packed ${partsInWords(units)}${station ? ` at ${station}` : ''}`,
    meaning: 'moving',
    href: workLink(fulfillmentId),
  })),
  teller(floor.unpacked, 'floor', ({ fulfillmentId, units }) => ({
    text: `Taken out again: ${partsInWords(units)}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(floor.packageLabelled, 'shipping', ({ shipmentId, carrier, service, trackingNumber }) => ({
    text: `Package labelled: ${carrier} ${trackingNumber}`,
    meaning: 'handed_over',
    ...(service ? { detail: `Service ${service}` } : {}),
    href: shipmentLink(shipmentId),
  })),
  teller(floor.packageUnlabelled, 'shipping', ({ shipmentId }) => ({
    text: 'The label of a package was taken off',
    meaning: 'at_risk',
    href: shipmentLink(shipmentId),
  })),
];

const byOthers = [
  teller(jobSent, 'floor', ({ fulfillmentId, warehouse, lines }) => ({
    text: `Warehouse ${warehouse} was sent its job: ${partsInWords(lines.map((line) => ({ sku: line.sku, quantity: line.units })))}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(vendorSentAnyway, 'floor', ({ fulfillmentId, carrier, trackingNumber }) => ({
    text: `The vendor sent what was called off: ${carrier} ${trackingNumber}`,
    meaning: 'problem',
    href: workLink(fulfillmentId),
  })),
  teller(floor.vendorOrderSent, 'message', ({ fulfillmentId, vendorOrder, expectedOn }) => ({
    text: `The vendor was sent order ${vendorOrder}${expectedOn ? `, expected ${calendarDay(expectedOn)}` : ''}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(floor.vendorConfirmed, 'floor', ({ fulfillmentId, reference, expectedOn }) => ({
    text: `The vendor confirmed${reference ? ` as ${reference}` : ''}${expectedOn ? `, expected ${calendarDay(expectedOn)}` : ''}`,
    meaning: 'moving',
    href: workLink(fulfillmentId),
  })),
  teller(floor.vendorRejected, 'floor', ({ fulfillmentId, reason }) => ({
    text: `The vendor refused${because(reason)}`,
    meaning: 'problem',
    href: workLink(fulfillmentId),
  })),
  teller(floor.vendorShipped, 'shipping', ({ shipmentId, carrier, trackingNumber }) => ({
    text: `The vendor sent it: ${carrier} ${trackingNumber}`,
    meaning: 'handed_over',
    href: shipmentLink(shipmentId),
  })),
  teller(floor.vendorLate, 'floor', ({ fulfillmentId, expectedOn }) => ({
    text: `The vendor is late: expected ${calendarDay(expectedOn)}`,
    meaning: 'at_risk',
    href: workLink(fulfillmentId),
  })),
  teller(floor.pickupReady, 'floor', ({ fulfillmentId, expiresAt }, { stamp }) => ({
    text: `Ready to be collected until ${stamp(expiresAt)}`,
    meaning: 'waiting',
    href: workLink(fulfillmentId),
  })),
  teller(floor.pickupHandedOver, 'floor', ({ fulfillmentId, proof, to }) => ({
    text: `Collected${to ? ` by ${to}` : ''}`,
    meaning: 'delivered',
    reasons: [proof === 'code' ? 'The code was shown' : 'Somebody made sure by hand whose it is'],
    href: workLink(fulfillmentId),
  })),
  teller(floor.pickupExpired, 'floor', ({ fulfillmentId }) => ({
    text: 'Not collected in time',
    meaning: 'problem',
    href: workLink(fulfillmentId),
  })),
];

const house = [
  teller(exceptionSettled, 'change', ({ fulfillmentId, kind }) => ({
    text: `Dealt with: ${lowWords(kind)}`,
    meaning: 'moving',
    href: workLink(fulfillmentId),
  })),
  teller(floor.stationSet, 'change', ({ station, name, warehouse }) => ({
    text: `Station ${station} is ${name} in ${warehouse}`,
    meaning: 'waiting',
  })),
  teller(floor.stationStateChanged, 'change', ({ station, state }) => ({
    text: `Station ${station}: ${state}`,
    meaning: state === 'open' ? 'moving' : 'waiting',
  })),
  teller(floor.walkStarted, 'floor', ({ kind, warehouse, members }) => ({
    text: `A walk began in ${warehouse}: ${some(members.length, 'order')}, ${lowWords(kind)}`,
    meaning: 'moving',
  })),
  teller(floor.walkEnded, 'floor', () => ({ text: 'The walk ended', meaning: 'delivered' })),
];

export const floorTellers: readonly Teller[] = [...planned, ...picking, ...packing, ...byOthers, ...house];
