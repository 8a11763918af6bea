/** Scans one by one, as they are understood now: written once each, so that a long journey costs no rewriting. */
import type { RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type * as tracking from '@gantry/shared/events/tracking';
import { factTable, millis } from '../fact-table.ts';
import type { EntityFacts } from './entity-facts.ts';

export type ScanRow = {
  scanId: string;
  shipmentId: string;
  carrier: string;
  leg: number;
  code: string;
  status: string | null;
  occurredAt: number | null;
  localTime: string | null;
  receivedAt: number;
  correction: boolean;
  country: string | null;
  firstEventSeq: number;
  version: number;
};

const table = factTable<ScanRow>('scan_facts', {
  scanId: 'plain',
  shipmentId: 'plain',
  carrier: 'plain',
  leg: 'plain',
  code: 'plain',
  status: 'plain',
  occurredAt: 'instant',
  localTime: 'plain',
  receivedAt: 'instant',
  correction: 'plain',
  country: 'plain',
  firstEventSeq: 'plain',
  version: 'plain',
});

type Story = RecordedOf<typeof tracking.scanRecorded> | RecordedOf<typeof tracking.scanMapped>;

const recordedRow = ({ seq, payload }: RecordedOf<typeof tracking.scanRecorded>): ScanRow => ({
  scanId: payload.scanId,
  shipmentId: payload.shipmentId,
  carrier: payload.carrier,
  leg: payload.leg,
  code: payload.code,
  status: payload.status,
  occurredAt: millis(payload.occurredAt),
  localTime: payload.localTime,
  receivedAt: millis(payload.receivedAt),
  correction: payload.correction ?? false,
  country: payload.place.country ?? null,
  firstEventSeq: seq,
  version: seq,
});

const fold = (row: ScanRow | undefined, recorded: RecordedEvent): ScanRow | undefined => {
  const event = recorded as Story;
  if (event.name === 'tracking.scan_recorded') return row ?? recordedRow(event);
  return row && { ...row, status: event.payload.status, version: event.seq };
};

const names = new Set<string>(['tracking.scan_recorded', 'tracking.scan_mapped'] satisfies Story['name'][]);

export const scanFacts: EntityFacts<ScanRow> = {
  table,
  idColumn: 'scan_id',
  createdBy: 'tracking.scan_recorded',
  // A scan is mapped long after it came, if ever: keeping many rows at hand would only cost memory.
  mostRemembered: 2_000,
  idOf: (event) => (names.has(event.name) ? (event as Story).payload.scanId : undefined),
  fold,
};
