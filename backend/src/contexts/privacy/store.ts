/** The only writer of erasures. The newest of a subject is the state of its stream; those before it stay. */
import { type SubjectEvent, subjectErased } from '@gantry/shared/events/privacy';
import type { Sql } from '../../platform/database.ts';
import { type Change, stream, type Versioned } from '../../platform/write/stream.ts';
import { type ErasedSubject, evolve } from './subject.ts';

const iso = `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const columns = `subject AS "subjectId", merchant, ${iso} AS "erasedAt", by, reason`;

type Row = ErasedSubject & { version: number };

const newest = `
  SELECT DISTINCT ON (subject) ${columns}, version FROM erasures
  WHERE subject = ANY($1::text[]) AND version IS NOT NULL ORDER BY subject, version DESC`;
const insert = 'INSERT INTO erasures (subject, merchant, at, by, reason, version) VALUES ($1, $2, $3, $4, $5, $6)';

const load = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Versioned<ErasedSubject>>> => {
  const rows = await tx.rows<Row>(newest, [...ids]);
  return new Map(rows.map(({ version, ...state }) => [state.subjectId, { state, version }]));
};

const save = async (tx: Sql, changes: readonly Change<ErasedSubject, SubjectEvent>[]): Promise<void> => {
  for (const { after } of changes) {
    const { subjectId, merchant, erasedAt, by, reason } = after.state;
    await tx.run(insert, subjectId, merchant, erasedAt, by, reason, after.version);
  }
};

export const subjectStream = stream<ErasedSubject, SubjectEvent>('data_subject', [subjectErased], {
  evolve,
  store: { load, save },
  merchantOf: ({ merchant }) => merchant,
});

const page = `
  SELECT ${columns} FROM erasures
  WHERE ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::timestamptz IS NULL OR (at, subject) < ($2, $3))
  ORDER BY at DESC, subject DESC LIMIT $4`;

/** Erasures of merchants (null: of all), newest first. */
export const erasuresOf = (
  sql: Sql,
  {
    merchants,
    after,
    limit,
  }: { merchants: string[] | null; after?: readonly [string, string] | undefined; limit: number },
): Promise<ErasedSubject[]> => sql.rows<ErasedSubject>(page, merchants, after?.[0] ?? null, after?.[1] ?? null, limit);

const last = `SELECT DISTINCT ON (subject) ${columns} FROM erasures WHERE subject = ANY($1::text[]) ORDER BY subject, at DESC`;

/** The last erasure of each subject that was erased. */
export const lastErasures = async (sql: Sql, subjects: readonly string[]): Promise<Map<string, ErasedSubject>> =>
  new Map((await sql.rows<ErasedSubject>(last, [...subjects])).map((one) => [one.subjectId, one]));
