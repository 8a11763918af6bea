/** The access log as it is read: newest first, for whoever serves all whom an entry concerns. */

import type { AccessEntry, listAccess } from '@gantry/shared/api/access/people';
import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { Caller } from '@gantry/shared/caller';
import type { Sql } from '../../../platform/database.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { seenCondition, seenParameter } from '../handing-out.ts';
import type { PersonalAct } from '../public.ts';

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
  WHERE ${seenCondition('l.merchants')}
    AND ($2::text IS NULL OR l.act = $2) AND ($10::text IS NULL OR l.act <> $10)
    AND ($3::text IS NULL OR l.by_id = $3 OR l.by_name ILIKE $11 OR b.name ILIKE $11 OR b.email ILIKE $11)
    AND ($4::text IS NULL OR l.about_id = $4 OR l.about_name ILIKE $12 OR a.name ILIKE $12 OR a.email ILIKE $12)
    AND ($5::timestamptz IS NULL OR l.at >= $5) AND ($6::timestamptz IS NULL OR l.at < $6)
    AND ($7::timestamptz IS NULL OR (l.at, l.id) < ($7::timestamptz, $8::text))
  ORDER BY l.at DESC, l.id DESC LIMIT $9`;

const names = `
  SELECT asked.id, COALESCE(p.name, k.name, l.by_name) AS name
  FROM unnest($1::text[]) AS asked (id) LEFT JOIN person_profiles p ON p.person_id = asked.id
    LEFT JOIN access_keys k ON k.id = asked.id
    LEFT JOIN LATERAL (SELECT by_name FROM access_log WHERE by_id = asked.id ORDER BY at DESC LIMIT 1) l ON true`;

/** What people, keys and kiosks that did something are called, by id; those of whom nobody knows it are left out. */
export const namesOf = async (sql: Sql, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ id: string; name: string | null }>(names, [...new Set(ids)]);
  return new Map(rows.flatMap(({ id, name }) => (name ? [[id, name] as const] : [])));
};

const exports = `
  SELECT l.id, l.at, l.by_id, COALESCE(p.name, p.email, l.by_name) AS by_name, l.by_kind
  FROM access_log l LEFT JOIN person_profiles p ON p.person_id = l.by_id
  WHERE l.about_id = $1 AND l.act = 'personal_data_exported' ORDER BY l.at, l.id`;

/** Who handed out what is kept of a data subject, the oldest first. */
export const exportsOf = async (sql: Sql, subjectId: string): Promise<PersonalAct[]> => {
  const rows = await sql.rows<Pick<Row, 'id' | 'at' | 'by_id' | 'by_name' | 'by_kind'>>(exports, subjectId);
  return rows.map(({ id, at, by_id, by_name, by_kind }) => ({
    entryId: id,
    at: at.toISOString(),
    by: { id: by_id, name: by_name, kind: by_kind },
  }));
};

/** A name is looked for by any part of it. */
const likeOf = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

/** A page of the log. */
export const listEntries = async (
  sql: Sql,
  caller: Caller,
  { act, without, by, about, from, until, cursor, limit }: QueryOf<typeof listAccess>,
) => {
  const after = readCursor(cursor);
  const rows = await sql.rows<Row>(
    select,
    seenParameter(caller),
    act ?? null,
    by ?? null,
    about ?? null,
    from ?? null,
    until ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    limit + 1,
    without ?? null,
    by ? likeOf(by) : null,
    about ? likeOf(about) : null,
  );
  return pageFrom(rows, limit, { item: shown, cursor: ({ at, id }) => cursorOf(at, id) });
};
