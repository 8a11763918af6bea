/** Events without what they say: for whoever only has to know that something happened, and to what. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Database } from '../database.ts';

export type Headline = Pick<
  RecordedEvent,
  'seq' | 'id' | 'name' | 'stream' | 'streamId' | 'version' | 'recordedAt' | 'merchant'
>;

export type HeadlineWindow = {
  after: number;
  limit: number;
  /** Only these names, or only these kinds of streams; the window moves past all others. */
  names?: readonly string[];
  streams?: readonly string[];
};

type Row = { through: string; seq: string | null; id: string; name: string; stream: string } & {
  stream_id: string;
  version: number;
  recorded_at: Date;
  merchant: string;
};

/** The headlines of positions (after, after + limit], and the last position looked at, as `readLog` says it. */
export const readHeadlines = async (
  database: Pick<Database, 'pool'>,
  { after, limit, names, streams }: HeadlineWindow,
): Promise<{ events: Headline[]; through: number }> => {
  const { rows } = await database.pool.query<Row>({
    name: 'read-headlines',
    // OFFSET 0 for the reason `readLog` gives.
    text: `
      WITH bounds AS MATERIALIZED (SELECT LEAST($1::bigint + $2::bigint, seq) AS through FROM sequencer_cursor WHERE id = 1)
      SELECT (SELECT through FROM bounds) AS through, p.seq, e.id, e.name, e.stream, e.stream_id, e.version, e.recorded_at, e.merchant
      FROM (SELECT 1) one LEFT JOIN (
        event_positions p CROSS JOIN LATERAL (
          SELECT id, name, stream, stream_id, version, recorded_at, merchant FROM event_log l WHERE l.id = p.event_id OFFSET 0
        ) e
      ) ON p.seq > $1 AND p.seq <= (SELECT through FROM bounds)
        AND ($3::text[] IS NULL OR e.name = ANY($3)) AND ($4::text[] IS NULL OR e.stream = ANY($4))
      ORDER BY p.seq`,
    values: [after, limit, names ?? null, streams ?? null],
  });
  const through = Math.max(after, Number(rows[0]?.through ?? after));
  const events = rows.flatMap((row) =>
    row.seq === null
      ? []
      : [
          {
            seq: Number(row.seq),
            id: `evt_${row.id}`,
            name: row.name,
            stream: row.stream,
            streamId: row.stream_id,
            version: row.version,
            recordedAt: row.recorded_at.toISOString(),
            merchant: row.merchant,
          },
        ],
  );
  return { events, through };
};
