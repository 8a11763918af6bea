/**
 * What scanners sent, each once: a scanner that hears no answer sends again, and is answered what it was answered then. The rows
 * are written in the transaction that carries a scan out, of streams that it holds.
 */
import type { ScanRefusal } from '@gantry/shared/vocabulary/fulfillment';
import { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';

export type ScanKind = 'pick' | 'unpick' | 'short' | 'put_back' | 'pack' | 'unpack' | 'report';

/** What a scan counted, as it is answered each time. */
export const counted = z.object({
  /** Of which fulfillment order the line is. */
  fulfillmentId: z.string(),
  sku: z.string(),
  quantity: z.int(),
  lineId: z.string(),
  pickedQuantity: z.int(),
  lineQuantity: z.int(),
});
export type Counted = z.infer<typeof counted>;

/** `asked`: what was sent, to tell the same scan from another one of the same name. */
export type Asked = { clientScanId: string; kind: ScanKind; asked: string };

const kept = z.object({ asked: z.string(), message: z.string().optional(), reply: z.unknown().optional() });

/** `about`: whose scan it is, the fulfillment order; of units that are nobody's any more, their stock. */
export type ScanRow = Asked & {
  about: string;
  at: Date;
  actor: string;
  /** Where units are packed. */
  station?: string | null;
  scanned: string;
  sku: string | null;
  lineId: string | null;
  quantity: number;
  refusal: ScanRefusal | null;
  /** `merchant`: of units that are nobody's, whose they were. */
  answer: { message?: string; reply?: unknown; merchant?: string };
};

const insert = `
  INSERT INTO fulfillment_scans (client_scan_id, fulfillment_id, kind, at, actor, station, scanned, sku, line_id, quantity, refusal, answer)
  SELECT r.scan, r.about, r.kind, r.at, r.actor, r.station, r.scanned, r.sku, r.line_id, r.quantity, r.refusal, r.answer
  FROM jsonb_to_recordset($1::jsonb) AS r (scan text, about text, kind text, at timestamptz, actor text, station text, scanned text, sku text,
    line_id text, quantity int, refusal text, answer jsonb) ORDER BY r.about`;

/** Keeps what was answered to scans. */
export const keepScans = async (tx: Sql, rows: readonly ScanRow[]): Promise<void> => {
  const records = rows.map(({ clientScanId, lineId, asked, answer, ...row }) => ({
    ...row,
    scan: clientScanId,
    line_id: lineId,
    answer: { ...answer, asked },
  }));
  await tx.run(insert, JSON.stringify(records));
};

/** What was answered to a scan before: how many units it counted, or why it counted none. */
export type Before = { reply: unknown } | { refused: string; message: string };

const one = `
  SELECT kind, refusal, answer FROM fulfillment_scans
  WHERE fulfillment_id = ANY($1::text[]) AND client_scan_id = $2 ORDER BY fulfillment_id LIMIT 1`;

type Row = { kind: string; refusal: string | null; answer: unknown };

/** What was answered to a scan; undefined to a new one. Throws a Refusal where another one was sent under this name. */
export const answeredBefore = async (
  tx: Sql,
  about: readonly string[],
  { clientScanId, kind, asked }: Asked,
): Promise<Before | undefined> => {
  const [row] = await tx.rows<Row>(one, [...about], clientScanId);
  if (!row) return undefined;
  const answer = kept.safeParse(row.answer).data;
  if (row.kind !== kind || answer?.asked !== asked)
    throw new Refusal(
      'conflict',
      'scan_id_taken',
      `Another scan was sent as ${clientScanId}: each has a name of its own`,
    );
  return row.refusal === null ? { reply: answer.reply } : { refused: row.refusal, message: answer.message ?? '' };
};
