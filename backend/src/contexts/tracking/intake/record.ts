/**
 * One transaction for a batch of messages: scans into their shipments, what they change, what is said beside them, who
 * told us, the Trash, the raw bytes.
 */
import type { WebhookReply } from '@gantry/shared/api/carriers';
import { type Scan, scanRecorded } from '@gantry/shared/events/tracking';
import type { Sql } from '../../../platform/database.ts';
import { throwAwayIn } from '../../../platform/dead-letters.ts';
import { applyAll, commitSql } from '../../../platform/execute.ts';
import { summaryConflicts, unmappedCodes } from '../../../platform/metrics.ts';
import type { Platform } from '../../../platform/platform.ts';
import { isHistory, type Remark, recordRemark, recordScans } from '../decide.ts';
import { trackedShipments } from '../store.ts';
import type { TrackedShipment } from '../tracked-shipment.ts';
import { type CarrierMessage, keepRaw, type ReadMessage, readMessage, thrownOf } from './messages.ts';
import { type Parked, parkScans, placeScans } from './numbers.ts';
import { cameLate, recordWitnesses, type Witnessed } from './witnesses.ts';

export type Fate = 'recorded' | 'duplicate' | 'waiting';
type Told = { scan: Scan; message: ReadMessage };
type Placed = { shipmentId: string; scan: Scan };

const threadOf = (shipmentId: string, carrier: string) => (state: TrackedShipment | undefined) => ({
  correlationId: state?.plan.orderId ?? shipmentId,
  actor: `carrier:${carrier}`,
});

/** The shipment a message's remarks belong to: that of the newest of its scans. */
const remarksOf = (messages: readonly ReadMessage[], homes: ReadonlyMap<string, string>) =>
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
const parkedOf = (unplaced: readonly Scan[], messages: readonly ReadMessage[]): Parked[] => {
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

const commandsOf = (placed: readonly Placed[], messages: readonly ReadMessage[]) => {
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

type Recorded = {
  fates: Map<Scan, Fate>;
  shipments: Map<string, { shipmentId: string; state: TrackedShipment | undefined }>;
};

/** Records scans inside a transaction; answers, scan by scan, whether it was new, known or parked. */
export const recordIn = async (tx: Sql, now: Date, messages: readonly ReadMessage[]): Promise<Recorded> => {
  const told = messages.flatMap((message) => message.scans.map((scan): Told => ({ scan, message })));
  const recorded: Recorded = { fates: new Map(), shipments: new Map() };
  if (told.length === 0) return recorded;
  const originals = new Map<string, Told[]>();
  for (const one of told) originals.set(one.scan.scanId, [...(originals.get(one.scan.scanId) ?? []), one]);
  const { placed, unplaced } = await placeScans(
    tx,
    [...originals.values()].flatMap(([one]) => (one ? [one.scan] : [])),
  );
  const outcomes = await applyAll({ tx, now }, trackedShipments, commandsOf(placed, messages));
  for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
  placed.forEach(({ shipmentId, scan }, i) => {
    const outcome = outcomes[i];
    const fresh = outcome?.ok === true && outcome.facts.some(({ name }) => name === scanRecorded.name);
    recorded.shipments.set(scan.scanId, { shipmentId, state: outcome?.ok ? outcome.state : undefined });
    for (const [n, one] of (originals.get(scan.scanId) ?? []).entries())
      recorded.fates.set(one.scan, n === 0 && fresh ? 'recorded' : 'duplicate');
  });
  await parkScans(tx, parkedOf(unplaced, messages));
  for (const { scanId } of unplaced)
    for (const { scan } of originals.get(scanId) ?? []) recorded.fates.set(scan, 'waiting');
  await recordWitnesses(
    tx,
    told.map((one) => witnessOf(one, recorded)),
  );
  return recorded;
};

const witnessOf = ({ scan, message }: Told, { fates, shipments }: Recorded): Witnessed => {
  const home = shipments.get(scan.scanId);
  const late = fates.get(scan) === 'recorded' && cameLate(scan, home?.state?.scans ?? []);
  const history = home?.state !== undefined && isHistory(home.state.plan, scan);
  const { source, messageId } = message;
  return { scan, shipmentId: home?.shipmentId ?? null, source, messageId, late, history };
};

/** What of a message is worth counting: codes nobody mapped, summaries that say something else than the scans. */
const count = (messages: readonly ReadMessage[], shipments: Recorded['shipments']): void => {
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

const replyOf = ({ scans, normalized: { errors } }: ReadMessage, fates: ReadonlyMap<Scan, Fate>): WebhookReply => {
  const with_ = (fate: Fate): number => scans.filter((scan) => fates.get(scan) === fate).length;
  return {
    outcome: errors.length > 0 && scans.length === 0 ? 'trashed' : 'recorded',
    recorded: with_('recorded'),
    duplicates: with_('duplicate'),
    waiting: with_('waiting'),
    trashed: errors.length,
  };
};

/** Records a batch of messages in one commit; answers each. */
export const recordMessages = async (platform: Platform, batch: readonly CarrierMessage[]): Promise<WebhookReply[]> => {
  const all = batch.map(readMessage);
  const { replies, shipments } = await commitSql(platform, async (tx) => {
    const now = platform.clock.now();
    const { fates, shipments } = await recordIn(tx, now, all);
    const thrown = all.flatMap(thrownOf);
    if (thrown.length > 0) await throwAwayIn(tx, now, thrown);
    const replies = all.map((one) => replyOf(one, fates));
    await keepRaw(
      tx,
      all.map((one, i) => ({
        ...one,
        outcome: replies[i]?.outcome ?? 'recorded',
        recorded: replies[i]?.recorded ?? 0,
        duplicates: replies[i]?.duplicates ?? 0,
      })),
    );
    return { replies, shipments };
  });
  // Counted once it stands: a transaction may be tried again.
  count(all, shipments);
  return replies;
};
