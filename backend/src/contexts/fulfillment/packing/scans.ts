/** Scans into and out of packages, each once: what was answered to one is answered again when it is sent again. */
import type { Sql } from '../../../platform/database.ts';

type Answer = { sku: string; quantity: number; packageId: string } | { code: string; message: string };
export type KeptScan = {
  clientScanId: string;
  fulfillmentId: string;
  kind: 'pack' | 'unpack';
  at: Date;
  actor: string;
  station: string | null;
  scanned: string;
  sku: string | null;
  quantity: number;
  refusal: string | null;
  answer: Answer;
};

const one = `SELECT kind, refusal, answer FROM fulfillment_scans WHERE fulfillment_id = $1 AND client_scan_id = $2`;

/** What was answered to a scan before; undefined to one that is new. */
export const readScan = async (
  tx: Sql,
  { fulfillmentId, clientScanId }: Pick<KeptScan, 'fulfillmentId' | 'clientScanId'>,
): Promise<{ kind: string; refusal: string | null; answer: Answer } | undefined> =>
  (await tx.rows<{ kind: string; refusal: string | null; answer: Answer }>(one, fulfillmentId, clientScanId))[0];

const insert = `
  INSERT INTO fulfillment_scans (client_scan_id, fulfillment_id, kind, at, actor, station, scanned, sku, line_id, quantity, refusal, answer)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $10, $11::jsonb)`;

export const keepScan = (tx: Sql, scan: KeptScan): Promise<unknown> =>
  tx.run(
    insert,
    scan.clientScanId,
    scan.fulfillmentId,
    scan.kind,
    scan.at,
    scan.actor,
    scan.station,
    scan.scanned,
    scan.sku,
    scan.quantity,
    scan.refusal,
    JSON.stringify(scan.answer),
  );
