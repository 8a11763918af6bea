/** What carriers and forecasts said of a parcel, in words: plans, scans, where it stands, problems, estimates. Pure. */
import * as eta from '../../events/eta.ts';
import * as shipping from '../../events/shipping.ts';
import { statusMapChanged } from '../../events/status-maps.ts';
import * as tracking from '../../events/tracking.ts';
import { exceptionFacts } from '../../vocabulary/exception-kinds.ts';
import { statusFacts, type TrackingStatus } from '../../vocabulary/tracking-status.ts';
import { because, calendarDay, count, lowWords, some } from './phrases.ts';
import { shipmentLink, type Teller, type Told, teller } from './telling.ts';

const legsInWords = (legs: readonly { carrier: string; trackingNumber: string }[]): string =>
  legs.map(({ carrier, trackingNumber }) => `${carrier} ${trackingNumber}`).join(', ');

const plans = [
  teller(shipping.shipmentCreated, 'shipping', ({ shipmentId, legs, warehouse, promise }) => ({
    text: `Shipment made: ${legsInWords(legs)}${warehouse ? ` from ${warehouse}` : ''}${promise ? `, promised ${calendarDay(promise.day)}` : ''}`,
    meaning: 'handed_over',
    href: shipmentLink(shipmentId),
  })),
  teller(shipping.labelCreated, 'shipping', ({ shipmentId, carrier, trackingNumber, leg }) => ({
    text: `Label of ${carrier} ${trackingNumber}`,
    meaning: 'waiting',
    detail: `Leg ${leg}`,
    href: shipmentLink(shipmentId),
  })),
  teller(shipping.shipmentCancelled, 'shipping', ({ shipmentId, reason }) => ({
    text: `Shipment called off${because(reason)}`,
    meaning: 'problem',
    href: shipmentLink(shipmentId),
  })),
  teller(tracking.trackingStarted, 'shipping', ({ shipmentId, legs }) => ({
    text: `Followed from now on: ${legsInWords(legs)}`,
    meaning: 'waiting',
    href: shipmentLink(shipmentId),
  })),
];

const label = (status: TrackingStatus | null): string => (status === null ? 'no status' : statusFacts[status].label);
const meaningOf = (status: TrackingStatus | null): Told['meaning'] =>
  status === null ? 'waiting' : statusFacts[status].meaning;

type Scan = Pick<
  tracking.Scan,
  'carrier' | 'code' | 'description' | 'status' | 'reason' | 'place' | 'localTime' | 'zone' | 'correction'
>;
const where = ({ place }: Scan): string => {
  const name = place.city ?? place.name ?? place.text ?? '';
  return [name, place.country].filter(Boolean).join(', ');
};
const scanTold = (start: string, scan: Scan): Told => {
  const at = where(scan);
  return {
    text: `${scan.correction ? 'Corrected by hand' : start}: ${label(scan.status)}${at ? `, ${at}` : ''}`,
    meaning: meaningOf(scan.status),
    detail: [
      `${scan.carrier} said ${scan.code}${scan.description ? ` “${scan.description}”` : ''}`,
      scan.localTime ? `${scan.localTime} by its clock, zone ${scan.zone}` : '',
    ]
      .filter(Boolean)
      .join('; '),
    reasons: [
      ...(scan.status === null ? ['Its code has no meaning in the status map: it moves nothing'] : []),
      ...(scan.reason ? [`Reason: ${lowWords(scan.reason)}`] : []),
    ],
  };
};
const scans = [
  teller(tracking.scanRecorded, 'status', (scan) => ({
    ...scanTold('Scan', scan),
    href: shipmentLink(scan.shipmentId),
  })),
  teller(tracking.scanRefined, 'status', (scan) => ({
    ...scanTold('Scan told better', scan),
    href: shipmentLink(scan.shipmentId),
  })),
  teller(tracking.scanMapped, 'decision', ({ shipmentId, status, reason }) => ({
    text: `A scan means something else by now: ${label(status)}`,
    meaning: meaningOf(status),
    reasons: ['The status map was changed', ...(reason ? [`Reason: ${lowWords(reason)}`] : [])],
    href: shipmentLink(shipmentId),
  })),
  teller(tracking.carrierEstimateChanged, 'status', ({ shipmentId, day, from, until, text, source }, { stamp }) => {
    const end = until ?? from;
    const said = day ? calendarDay(day) : end ? stamp(end) : text || 'no day';
    return {
      text: `The carrier expects it: ${said}`,
      meaning: 'moving',
      detail: source === 'push' ? 'It said so by itself' : 'It said so when asked',
      href: shipmentLink(shipmentId),
    };
  }),
  teller(tracking.proofRecorded, 'status', ({ shipmentId, signature, photo }) => ({
    text: `Proof of delivery: ${[signature ? 'signature' : '', photo ? 'photo' : ''].filter(Boolean).join(' and ') || 'without signature or photo'}`,
    meaning: 'delivered',
    href: shipmentLink(shipmentId),
  })),
  teller(tracking.wentSilent, 'status', ({ shipmentId, since }, { stamp }) => ({
    text: `Nobody has heard of it since ${stamp(since)}`,
    meaning: 'stuck',
    href: shipmentLink(shipmentId),
  })),
  teller(tracking.heardAgain, 'status', ({ shipmentId }) => ({
    text: 'Heard of again',
    meaning: 'moving',
    href: shipmentLink(shipmentId),
  })),
  teller(
    tracking.standingChanged,
    'status',
    ({ shipmentId, status, before, reason, actionRequiredBy, failedAttempts }) => ({
      text: `Stands at: ${label(status)}`,
      meaning: meaningOf(status),
      detail: `Before: ${label(before)}`,
      reasons: [
        'All scans known so far were weighed',
        ...(reason ? [`Reason: ${lowWords(reason)}`] : []),
        ...(actionRequiredBy === 'none' ? [] : [`To act: ${actionRequiredBy}`]),
        ...(failedAttempts > 0 ? [some(failedAttempts, 'failed attempt')] : []),
      ],
      href: shipmentLink(shipmentId),
    }),
  ),
];

type Case = { shipmentId: string; kind: keyof typeof exceptionFacts };
const caseTold = (
  start: string,
  { shipmentId, kind, detail = '' }: Case & { detail?: string },
  meaning: Told['meaning'],
): Told => ({
  text: `${start}: ${exceptionFacts[kind].label.toLowerCase()}`,
  meaning,
  ...(detail ? { detail } : {}),
  href: shipmentLink(shipmentId),
});
const cases = [
  teller(tracking.exceptionOpened, 'status', (found) => caseTold('Problem', found, 'problem')),
  teller(tracking.exceptionResolved, 'status', (found) => caseTold('Problem over', found, 'delivered')),
  teller(tracking.exceptionRevised, 'status', (found) => caseTold('Problem seen otherwise', found, 'at_risk')),
  teller(tracking.exceptionWithdrawn, 'status', (found) => caseTold('There never was a problem', found, 'waiting')),
];

const etaCause: Readonly<Record<(typeof eta.etaCauses)[number], string>> = {
  start: 'It was made',
  scan: 'A scan came',
  clock: 'Time passed without a scan',
  carrier_estimate: 'The carrier changed its own estimate',
  model: 'The model learned',
};
const forecasts = [
  teller(
    eta.etaUpdated,
    'decision',
    ({ shipmentId, at, low, high, confidence, evidence, cause, before, model }, about) => ({
      text: `Expected ${about.stamp(at)}, between ${about.stamp(low)} and ${about.stamp(high)}`,
      meaning: 'moving',
      detail: before ? `Before: ${about.stamp(before.at)}` : 'The first estimate',
      reasons: [
        etaCause[cause],
        `It rests on ${some(evidence.shipments, 'shipment')}: ${evidence.cell}`,
        `Confidence ${confidence}, model ${model}`,
      ],
      href: shipmentLink(shipmentId),
    }),
  ),
  teller(eta.etaScored, 'decision', ({ shipmentId, arrivedAt, scores }, { stamp }) => ({
    text: `Its estimates were judged: ${count(scores.filter(({ held }) => held).length)} of ${count(scores.length)} held`,
    meaning: 'delivered',
    detail: `Arrived ${stamp(arrivedAt)}`,
    href: shipmentLink(shipmentId),
  })),
  teller(eta.etaLevelDemoted, 'decision', ({ from, to, held, estimates }) => ({
    text: `Estimates that would be called ${from} are called ${to}`,
    meaning: 'at_risk',
    reasons: [`${Math.round(held * 100)} % of ${some(estimates, 'estimate')} held`],
  })),
  teller(eta.etaModelTrained, 'decision', ({ model, shipments }) => ({
    text: `Model ${model} learned from ${some(shipments, 'shipment')}`,
    meaning: 'waiting',
  })),
  teller(statusMapChanged, 'change', ({ name, version, rows, removed, note }) => ({
    text: `Status map of ${name}, version ${version}: ${some(rows.length + removed.length, 'row')} changed${because(note)}`,
    meaning: 'waiting',
  })),
];

export const trackingTellers: readonly Teller[] = [...plans, ...scans, ...cases, ...forecasts];
