/**
 * Messages of carriers as they are read: scans in our words out of raw bytes. The same code reads a push, the answer to a
 * poll, and what comes back from the Trash.
 */
import type { Connection } from '@gantry/shared/events/connections';
import type { Scan } from '@gantry/shared/events/tracking';
import type { WitnessSource } from '@gantry/shared/vocabulary/tracking-status';
import type { CarrierReading } from '../../../connectors/carriers/reading.ts';
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import type { Gazetteer } from '../../../platform/gazetteer.ts';
import type { StatusMap } from '../../carriers/public.ts';
import { type Normalized, type NormalizedScan, normalize, scanIdOf } from '../normalize/normalize.ts';

/** One message of a carrier. `asked`: the numbers a poll asked for, since some answers do not repeat them. */
export type CarrierMessage = {
  messageId: string;
  connection: Connection;
  source: WitnessSource;
  body: Buffer;
  receivedAt: string;
  map: StatusMap;
  asked?: readonly string[];
};
export type MessageReading = CarrierMessage & { scans: Scan[]; normalized: Normalized };

const noReader = (connection: Connection, source: WitnessSource): CarrierReading => ({
  shipments: [],
  problems: [],
  errors: [
    {
      index: null,
      reason: 'unreadable',
      detail: `${connection.adapter} has no ${source === 'push' ? 'webhooks' : 'answers'} to read`,
      fragment: null,
    },
  ],
});

const readingOf = ({ connection, source, body, asked }: CarrierMessage): CarrierReading => {
  const { webhook, track } = adapterOf(connection);
  const reading = source === 'push' ? webhook?.read(body, connection) : track?.read(body, asked);
  return reading ?? noReader(connection, source);
};

/** A normalized scan as the log keeps it. Its id is what makes it the same scan. */
export const scanOf = (carrier: string, normalized: NormalizedScan, receivedAt: string): Scan => {
  const { sentPlace: _, identity: __, ...scan } = normalized;
  return { scanId: scanIdOf(carrier, normalized), carrier, leg: 1, receivedAt, ...scan };
};

/** Reads and normalizes a message. Never throws on what a carrier may send. */
export const readMessage = (message: CarrierMessage, gazetteer: Gazetteer): MessageReading => {
  const { connection, map, receivedAt } = message;
  const normalized = normalize(readingOf(message), { map, gazetteer, timeZone: connection.settings.timeZone });
  const scans = normalized.shipments.flatMap((shipment) =>
    shipment.scans.map((scan) => scanOf(connection.name, scan, receivedAt)),
  );
  return { ...message, scans, normalized };
};
