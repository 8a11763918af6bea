/**
 * One transaction for a batch of messages: scans into their shipments, what they change, what is said beside them, who
 * told us, the Trash, the raw bytes.
 */
import type { WebhookReply } from '@gantry/shared/api/carriers';
import type { Scan, TrackingEvent } from '@gantry/shared/events/tracking';
import type { Sql } from '../../../platform/database.ts';
import type { Gazetteer } from '../../../platform/gazetteer.ts';
import type { Platform } from '../../../platform/platform.ts';
import { allDone, type Command } from '../../../platform/stream.ts';
import { type Holding, hold, transact, type Unit } from '../../../platform/transact.ts';
import { trash, trashIdOf, trashIn } from '../../../platform/trash.ts';
import { type Remark, recordRemark, recordScans } from '../decide.ts';
import { summaryConflicts, unmappedCodes } from '../metrics.ts';
import { trackedStream } from '../store.ts';
import type { TrackedShipment } from '../tracked-shipment.ts';
import { type CarrierMessage, keepRaw, type MessageReading, readMessage, unreadableOf } from './messages.ts';
import { type ParkedScan, type PlacedScan, parkScans, placeScans } from './numbers.ts';
import { cameLate, recordWitnesses, type WitnessRecord } from './witnesses.ts';

export type Fate = 'recorded' | 'duplicate' | 'waiting';
type MessageScan = { scan: Scan; message: MessageReading };

const threadOf = (shipmentId: string, carrier: string) => (state: TrackedShipment | undefined) => ({
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

/** Scans nobody can place yet, the first of each parcel with what its message said beside them. */
const parkedOf = (unplaced: readonly Scan[], messages: readonly MessageReading[]): ParkedScan[] => {
  const remarks = new Map<string, Remark>(
    messages.flatMap(({ connection, source, receivedAt, normalized }) =>
      normalized.shipments
        .filter(({ estimate, proof }) => estimate || proof)
        .map(
          ({ trackingNumber, estimate, proof }) =>
            [`${connection.name} ${trackingNumber}`, { estimate, proof, source, receivedAt }] as const,
        ),
    ),
  );
  return unplaced.map((scan) => {
    const key = `${scan.carrier} ${scan.trackingNumber}`;
    const remark = remarks.get(key);
    remarks.delete(key);
    return remark ? { ...scan, remark } : scan;
  });
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
      decide: recordScans([scan]),
    })),
    ...remarksOf(messages, homes).map(({ shipmentId, carrier, remark }) => ({
      id: shipmentId,
      thread: threadOf(shipmentId, carrier),
      decide: recordRemark(remark),
    })),
  ];
};

/** Messages of one commit with where their scans belong, looked up before anything is written. */
export type PlacedMessages = { messages: readonly MessageReading[]; placed: PlacedScan[]; unplaced: Scan[] };

/** Every telling of each scan, by the scan's id, in the order of the messages. */
const tellingsOf = (messages: readonly MessageReading[]): Map<string, MessageScan[]> => {
  const tellings = new Map<string, MessageScan[]>();
  for (const message of messages)
    for (const scan of message.scans)
      tellings.set(scan.scanId, [...(tellings.get(scan.scanId) ?? []), { scan, message }]);
  return tellings;
};

/** Looks up which shipments the scans of messages belong to. Numbers that no shipment has are held. */
export const placeMessages = async (tx: Sql, messages: readonly MessageReading[]): Promise<PlacedMessages> => {
  const first = [...tellingsOf(messages).values()].flatMap(([one]) => (one ? [one.scan] : []));
  return { messages, ...(first.length > 0 ? await placeScans(tx, first) : { placed: [], unplaced: [] }) };
};

/** What recording messages will write. */
export const holdingOf = ({ placed }: PlacedMessages): Holding =>
  hold(
    trackedStream,
    placed.map(({ shipmentId }) => shipmentId),
  );

export type RecordedScans = {
  fates: Map<Scan, Fate>;
  shipments: Map<string, { shipmentId: string; state: TrackedShipment | undefined }>;
};

/** Records scans inside a transaction that holds their shipments; says of each whether it was new, known or parked. */
export const recordIn = async (
  { tx, apply }: Pick<Unit, 'tx' | 'apply'>,
  { messages, placed, unplaced }: PlacedMessages,
): Promise<RecordedScans> => {
  const recorded: RecordedScans = { fates: new Map(), shipments: new Map() };
  const tellings = tellingsOf(messages);
  if (tellings.size === 0) return recorded;
  const outcomes = allDone(await apply(trackedStream, commandsOf(placed, messages)));
  placed.forEach(({ shipmentId, scan }, i) => {
    const fresh = outcomes[i]?.facts.some(({ name }) => name === 'tracking.scan_recorded') ?? false;
    recorded.shipments.set(scan.scanId, { shipmentId, state: outcomes[i]?.state });
    for (const [n, one] of (tellings.get(scan.scanId) ?? []).entries())
      recorded.fates.set(one.scan, n === 0 && fresh ? 'recorded' : 'duplicate');
  });
  await parkScans(tx, parkedOf(unplaced, messages));
  for (const { scanId } of unplaced)
    for (const { scan } of tellings.get(scanId) ?? []) recorded.fates.set(scan, 'waiting');
  await recordWitnesses(
    tx,
    [...tellings.values()].flat().map((one) => witnessOf(one, recorded)),
  );
  return recorded;
};

const witnessOf = ({ scan, message }: MessageScan, { fates, shipments }: RecordedScans): WitnessRecord => {
  const home = shipments.get(scan.scanId);
  const late = fates.get(scan) === 'recorded' && cameLate(scan, home?.state?.scans ?? []);
  return { scan, shipmentId: home?.shipmentId ?? null, source: message.source, messageId: message.messageId, late };
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

const replyOf = ({ scans, normalized: { errors } }: MessageReading, fates: ReadonlyMap<Scan, Fate>): WebhookReply => {
  const with_ = (fate: Fate): number => scans.filter((scan) => fates.get(scan) === fate).length;
  return {
    outcome: errors.length > 0 && scans.length === 0 ? 'trashed' : 'recorded',
    recorded: with_('recorded'),
    duplicates: with_('duplicate'),
    waiting: with_('waiting'),
    trashed: errors.length,
  };
};

export type Recorder = {
  /** Reads and normalizes a message. Never throws on what a carrier may send. */
  read(message: CarrierMessage): MessageReading;
  /** Records a batch of messages in one commit, with what is unreadable in the Trash and the raw bytes kept; answers each. */
  record(batch: readonly CarrierMessage[]): Promise<WebhookReply[]>;
  /** Records what one message that was read says, and nothing else: for repaired messages out of the Trash. */
  recordReading(reading: MessageReading): Promise<void>;
};

/** Runs `work` with the messages' scans placed and their shipments held. `also`: what else is written. */
const placing = <T>(
  platform: Platform,
  messages: readonly MessageReading[],
  { also, work }: { also(holding: Holding): Holding; work(unit: Unit, placed: PlacedMessages): Promise<T> },
): Promise<T> => {
  let placed: PlacedMessages = { messages, placed: [], unplaced: [] };
  const holding = async (tx: Sql): Promise<Holding> => {
    placed = await placeMessages(tx, messages);
    return also(holdingOf(placed));
  };
  return transact(platform, holding, (unit) => work(unit, placed));
};

const recordBatch = async (platform: Platform, messages: readonly MessageReading[]): Promise<WebhookReply[]> => {
  const unreadable = messages.flatMap(unreadableOf);
  const { replies, shipments } = await placing(platform, messages, {
    also: (holding) => holding.and(trash, unreadable.map(trashIdOf)),
    work: async (unit, placed) => {
      const { fates, shipments } = await recordIn(unit, placed);
      await trashIn(unit, unreadable);
      const replies = messages.map((one) => replyOf(one, fates));
      await keepRaw(
        unit.tx,
        messages.map((one, i) => ({
          ...one,
          outcome: replies[i]?.outcome ?? 'recorded',
          recorded: replies[i]?.recorded ?? 0,
          duplicates: replies[i]?.duplicates ?? 0,
        })),
      );
      return { replies, shipments };
    },
  });
  // Counted once it stands: a transaction may be tried again.
  count(messages, shipments);
  return replies;
};

/** Opens the recorder. */
export const openRecorder = (platform: Platform, gazetteer: Gazetteer): Recorder => {
  const read = (message: CarrierMessage): MessageReading => readMessage(message, gazetteer);
  return {
    read,
    record: (batch) => recordBatch(platform, batch.map(read)),
    recordReading: async (reading) => {
      await placing(platform, [reading], { also: (holding) => holding, work: recordIn });
    },
  };
};
