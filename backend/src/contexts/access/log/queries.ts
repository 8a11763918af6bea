/** The access log as it is read: newest first, for whoever serves all whom an entry concerns. */

import type { AccessEntry, listAccess } from '@gantry/shared/api/access/people';
import type { QueryOf } from '@gantry/shared/api/endpoint';
import { type Caller, merchantFilter } from '@gantry/shared/caller';
import type { Sql } from '../../../platform/database.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';

type Row = {
  id: string;
  at: Date;
  act: AccessEntry['act'];
  by_id: string;
  by_name: string;
  by_kind: AccessEntry['by']['kind'];
  about_id: string | null;
  about_name: string | null;
  address: string | null;
  detail: string | null;
};

const shown = (row: Row): AccessEntry => ({
  entryId: row.id,
  at: row.at.toISOString(),
  act: row.act,
  by: { id: row.by_id, name: row.by_name, kind: row.by_kind },
  about: row.about_id === null ? null : { id: row.about_id, name: row.about_name ?? '' },
  address: row.address,
  detail: row.detail,
});

const select = `
  SELECT l.id, l.at, l.act, l.by_id, COALESCE(b.name, b.email, l.by_name) AS by_name, l.by_kind, l.about_id,
    COALESCE(a.name, a.email, l.about_name) AS about_name, l.address, l.detail
  FROM access_log l LEFT JOIN person_profiles b ON b.person_id = l.by_id LEFT JOIN person_profiles a ON a.person_id = l.about_id
  WHERE ($1::jsonb IS NULL OR (jsonb_typeof(l.merchants) = 'array' AND l.merchants <> '[]' AND l.merchants <@ $1::jsonb))
    AND ($2::text IS NULL OR l.act = $2) AND ($3::text IS NULL OR l.by_id = $3) AND ($4::text IS NULL OR l.about_id = $4)
    AND ($5::timestamptz IS NULL OR l.at >= $5) AND ($6::timestamptz IS NULL OR l.at < $6)
    AND ($7::timestamptz IS NULL OR (l.at, l.id) < ($7::timestamptz, $8::text))
  ORDER BY l.at DESC, l.id DESC LIMIT $9`;

/** A page of the log. */
export const listEntries = async (
  sql: Sql,
  caller: Caller,
  { act, by, about, from, until, cursor, limit }: QueryOf<typeof listAccess>,
) => {
  const seen = merchantFilter(caller);
  const after = readCursor(cursor);
  const rows = await sql.rows<Row>(
    select,
    seen === null ? null : JSON.stringify(seen),
    act ?? null,
    by ?? null,
    about ?? null,
    from ?? null,
    until ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    limit + 1,
  );
  return pageFrom(rows, limit, { item: shown, cursor: ({ at, id }) => cursorOf(at, id) });
};
