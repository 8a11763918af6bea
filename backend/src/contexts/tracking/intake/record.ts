/**
 * Recording a batch of messages in one transaction: scans into their shipments, what they change, what is said beside
 * them, who told us.
 */
import type { Scan, TrackingEvent } from '@gantry/shared/events/tracking';
import type { Sql } from '../../../platform/database.ts';
import type { PartCounts, Recording, Speaking } from '../../../platform/inbox/receiver.ts';
import type { Owner } from '../../../platform/privacy/privacy.ts';
import { allDone, type Command } from '../../../platform/write/stream.ts';
import { type Holding, hold, type Unit } from '../../../platform/write/transact.ts';
import { isHistory, recordRemark, recordScans, refineScans } from '../decide.ts';
import { summaryConflicts, unmappedCodes } from '../metrics.ts';
import { trackedStream } from '../store.ts';
import { merchantOf, type TrackedShipment } from '../tracked-shipment.ts';
import { scansById } from '../words.ts';
import type { MessageReading } from './messages.ts';
import { type ParkedScan, type PlacedScan, parkScans, placeScans } from './numbers.ts';
import { cameLate, recordWitnesses, type WitnessRecord } from './witnesses.ts';

type Fate = 'recorded' | 'duplicate' | 'waiting';
type MessageScan = { scan: Scan; message: MessageReading };

export const threadOf = (shipmentId: string, carrier: string) => (state: TrackedShipment | undefined) => ({
  correlationId: state?.plan.orderId ?? shipmentId,
  actor: `carrier:${carrier}`,
});

/** The shipment a message's remarks belong to: that of the newest of its scans. */
const remarksOf = (messages: readonly MessageReading[], homes: ReadonlyMap<string, string>) =>
  messages.flatMap((message) =>
    message.normalized.shipments.flatMap(({ trackingNumber, estimate, proof, scans }) => {
      if (!estimate && !proof) return [];
      const mine = message.scans.filter((scan) => scan.trackingNumber === trackingNumber);
      const shipmentId = mine.map(({ scanId }) => homes.get(scanId)).find((id) => id !== undefined);
      if (shipmentId === undefined || scans.length === 0) return [];
      const { source, receivedAt, connection } = message;
      return [{ shipmentId, carrier: connection.name, remark: { estimate, proof, source, receivedAt } }];
    }),
  );

/** Scans nobody can place yet; what each message said beside them is kept with the first of its own that is free. */
const parkedOf = (unplaced: readonly Scan[], messages: readonly MessageReading[]): ParkedScan[] => {
  const parked = new Map<string, ParkedScan>(unplaced.map((scan) => [scan.scanId, scan]));
  for (const { source, receivedAt, normalized, scans } of messages)
    for (const { trackingNumber, estimate, proof } of normalized.shipments) {
      if (!estimate && !proof) continue;
      const free = scans
        .filter((scan) => scan.trackingNumber === trackingNumber)
        .map(({ scanId }) => parked.get(scanId))
        .find((one) => one && !one.remark);
      if (free) parked.set(free.scanId, { ...free, remark: { estimate, proof, source, receivedAt } });
    }
  return [...parked.values()];
};

const commandsOf = (
  placed: readonly PlacedScan[],
  messages: readonly MessageReading[],
): Command<TrackedShipment, TrackingEvent>[] => {
  const homes = new Map(placed.map(({ shipmentId, scan }) => [scan.scanId, shipmentId]));
  return [
    ...placed.map(({ shipmentId, scan }) => ({
      id: shipmentId,
      thread: threadOf(shipmentId, scan.carrier),
      // What is known already is looked at again by `refine`, which has its words.
      decide: recordScans([scan], 'without words'),
    })),
    ...remarksOf(messages, homes).map(({ shipmentId, carrier, remark }) => ({
      id: shipmentId,
      thread: threadOf(shipmentId, carrier),
      decide: recordRemark(remark),
    })),
  ];
};

/** Messages of one commit with where their scans belong, looked up before anything is written. */
type PlacedMessages = { messages: readonly MessageReading[]; placed: PlacedScan[]; unplaced: Scan[] };

/** Every telling of each scan, by the scan's id, in the order of the messages. */
const tellingsOf = (messages: readonly MessageReading[]): Map<string, MessageScan[]> => {
  const tellings = new Map<string, MessageScan[]>();
  for (const message of messages)
    for (const scan of message.scans)
      tellings.set(scan.scanId, [...(tellings.get(scan.scanId) ?? []), { scan, message }]);
  return tellings;
};

/** Looks up which shipments the scans of messages belong to. Numbers that no shipment has are held. */
const placeMessages = async (tx: Sql, messages: readonly MessageReading[]): Promise<PlacedMessages> => {
  const first = [...tellingsOf(messages).values()].flatMap(([one]) => (one ? [one.scan] : []));
  return { messages, ...(first.length > 0 ? await placeScans(tx, first) : { placed: [], unplaced: [] }) };
};

/** What recording messages will write. */
const holdingOf = ({ placed }: PlacedMessages): Holding =>
  hold(
    trackedStream,
    placed.map(({ shipmentId }) => shipmentId),
  );

type RecordedScans = {
  /** Whose the shipments of the scans are, by scan. */
  owners: ReadonlyMap<string, Owner>;
  fates: Map<Scan, Fate>;
  shipments: Map<string, { shipmentId: string; state: TrackedShipment | undefined }>;
};

/** Whom a message speaks of: whoever its parcels go to, and of scans that wait nobody yet. */
const speakingOf = ({ scans }: MessageReading, { owners, fates }: RecordedScans): Speaking => ({
  about: [
    ...new Map(scans.flatMap(({ scanId }) => owners.get(scanId) ?? []).map((owner) => [owner.subject, owner])).values(),
  ],
  awaits: scans.filter((scan) => fates.get(scan) === 'waiting').map(({ scanId }) => scanId),
});

/** Records scans inside a transaction that holds their shipments; says of each whether it was new, known or parked. */
const recordIn = async (
  { tx, privacy, apply }: Pick<Unit, 'tx' | 'privacy' | 'apply'>,
  { messages, placed, unplaced }: PlacedMessages,
): Promise<RecordedScans> => {
  const owners = new Map<string, Owner>();
  const recorded: RecordedScans = { owners, fates: new Map(), shipments: new Map() };
  const tellings = tellingsOf(messages);
  if (tellings.size === 0) return recorded;
  const outcomes = allDone(await apply(trackedStream, commandsOf(placed, messages)));
  placed.forEach(({ shipmentId, scan }, i) => {
    const fresh = outcomes[i]?.facts.some(({ name }) => name === 'tracking.scan_recorded') ?? false;
    const { state, subject } = outcomes[i] ?? {};
    recorded.shipments.set(scan.scanId, { shipmentId, state });
    if (state && subject) owners.set(scan.scanId, { subject, merchant: merchantOf(state) });
    for (const [n, one] of (tellings.get(scan.scanId) ?? []).entries())
      recorded.fates.set(one.scan, n === 0 && fresh ? 'recorded' : 'duplicate');
  });
  await refine(
    { tx, privacy, apply },
    placed.filter(({ scan }) => recorded.fates.get(scan) === 'duplicate'),
    recorded,
  );
  await parkScans(tx, privacy, parkedOf(unplaced, messages));
  for (const { scanId } of unplaced)
    for (const { scan } of tellings.get(scanId) ?? []) recorded.fates.set(scan, 'waiting');
  await recordWitnesses(
    tx,
    [...tellings.values()].flat().map((one) => witnessOf(one, recorded)),
  );
  return recorded;
};

/** Looks at scans that were known already: one of two tellings is the better one, and which is said by all their words. */
const refine = async (
  { tx, privacy, apply }: Pick<Unit, 'tx' | 'privacy' | 'apply'>,
  known: readonly PlacedScan[],
  { shipments }: RecordedScans,
): Promise<void> => {
  if (known.length === 0) return;
  const kept = await scansById(
    privacy,
    tx,
    known.map(({ scan }) => scan.scanId),
  );
  const commands = known.map(({ shipmentId, scan }) => ({
    id: shipmentId,
    thread: threadOf(shipmentId, scan.carrier),
    decide: refineScans([scan], kept),
  }));
  const outcomes = allDone(await apply(trackedStream, commands));
  for (const [i, { shipmentId, scan }] of known.entries())
    shipments.set(scan.scanId, { shipmentId, state: outcomes[i]?.state });
};

const witnessOf = ({ scan, message }: MessageScan, { fates, shipments }: RecordedScans): WitnessRecord => {
  const home = shipments.get(scan.scanId);
  const late = fates.get(scan) === 'recorded' && cameLate(scan, home?.state?.scans ?? []);
  const history = home?.state !== undefined && isHistory(home.state.plan, scan);
  const { source, messageId } = message;
  return { scan, shipmentId: home?.shipmentId ?? null, source, messageId, late, history };
};

/** What of a message is worth counting: codes nobody mapped, summaries that say something else than the scans. */
const count = (messages: readonly MessageReading[], shipments: RecordedScans['shipments']): void => {
  for (const { connection, normalized, scans } of messages) {
    for (const { scans: times } of normalized.unmapped) unmappedCodes.inc({ connection: connection.name }, times);
    for (const { summary, trackingNumber } of normalized.shipments) {
      const one = scans.find((scan) => scan.trackingNumber === trackingNumber);
      const standing = one && shipments.get(one.scanId)?.state?.standing;
      const ended = summary?.status === 'delivered' || summary?.status === 'returned_to_sender';
      if (standing && ended && standing.status !== summary?.status)
        summaryConflicts.inc({ connection: connection.name });
    }
  }
};

const countsOf = ({ scans }: MessageReading, fates: ReadonlyMap<Scan, Fate>): PartCounts => {
  const having = (fate: Fate): number => scans.filter((scan) => fates.get(scan) === fate).length;
  return { recorded: having('recorded'), duplicates: having('duplicate'), waiting: having('waiting') };
};

/** What the inbox does with messages that have been read: where their scans belong is found out before anything is written. */
export const recordingOf = (messages: readonly MessageReading[]): Recording => {
  let placed: PlacedMessages = { messages, placed: [], unplaced: [] };
  let recorded: RecordedScans = { owners: new Map(), fates: new Map(), shipments: new Map() };
  return {
    unreadable: messages.map(({ normalized }) => normalized.errors),
    hold: async (tx) => {
      placed = await placeMessages(tx, messages);
      return holdingOf(placed);
    },
    write: async (unit) => {
      const done = await recordIn(unit, placed);
      recorded = done;
      return messages.map((one) => countsOf(one, done.fates));
    },
    speaking: () => messages.map((one) => speakingOf(one, recorded)),
    // Counted once it stands: a transaction may be tried again.
    committed: () => count(messages, recorded.shipments),
  };
};
