/**
 * Calls to the outside as they are kept: what was asked and answered, without credentials; both bodies sealed under keys of
 * their own, for whoever the order's thread speaks of. All SQL on them is here.
 */
import type { Database, Sql } from '../database.ts';
import { dropKeys, openMessages, type SealedBytes, sealMessages } from '../privacy/messages.ts';
import type { Privacy } from '../privacy/privacy.ts';

export type Keeping = { database: Database; privacy: Privacy };

/** A call without its bodies. */
export type KeptCall = {
  id: string;
  partner: string;
  operation: string;
  correlationId: string;
  attempt: number;
  startedAt: Date;
  durationMs: number;
  request: object;
  response: object;
  status: number | null;
  error: string | null;
};
/** Null where a body is not kept: it held a secret, or is kept as a message. */
export type Bodies = { request: string | null; response: string | null };

const placeOf = (id: string): string => `exchange:${id}`;

const insert = `
  INSERT INTO exchanges (id, partner, operation, correlation_id, attempt, started_at, duration_ms, request, response, status, error, key_ids, sealed)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10, $11, $12::text[], $13)`;

/** Keeps a call. */
export const keepExchange = async ({ database, privacy }: Keeping, call: KeptCall, bodies: Bodies): Promise<void> => {
  const { id, partner, operation, correlationId, attempt, startedAt, durationMs, status, error } = call;
  const owner = (await privacy.ownersOf(database, [correlationId])).get(correlationId);
  const plain = Buffer.from(JSON.stringify(bodies));
  await database.transaction(async (tx) => {
    const about = owner ? [owner] : [];
    const [box] = await sealMessages(privacy, tx, [{ place: placeOf(id), about, plain }]);
    const told = [id, partner, operation, correlationId, attempt, startedAt, durationMs];
    const said = [JSON.stringify(call.request), JSON.stringify(call.response), status, error];
    await tx.run(insert, ...told, ...said, box?.keyIds ?? [], box?.sealed ?? null);
  });
};

/** A call without what was said. */
export type CallHead = Omit<KeptCall, 'request' | 'response'>;
const heads = `
  SELECT id, partner, operation, correlation_id AS "correlationId", attempt, started_at AS "startedAt", duration_ms AS "durationMs", status, error
  FROM exchanges WHERE correlation_id = ANY($1::text[]) ORDER BY started_at, id`;

/** The calls of threads, oldest first. */
export const callHeads = (sql: Sql, threads: readonly string[]): Promise<CallHead[]> =>
  sql.rows<CallHead>(heads, [...threads]);

type Row = Omit<KeptCall, 'startedAt'> & SealedBytes & { startedAt: Date };
const columns = `id, partner, operation, correlation_id AS "correlationId", attempt, started_at AS "startedAt", duration_ms AS "durationMs",
  request, response, status, error, key_ids AS "keyIds", sealed`;

/** Calls by id with their bodies; `bodies` is null where they were erased. */
export const keptExchanges = async (
  { privacy, sql }: { privacy: Privacy; sql: Sql },
  ids: readonly string[],
): Promise<(KeptCall & { bodies: Bodies | null })[]> => {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM exchanges WHERE id = ANY($1::text[]) AND sealed IS NOT NULL ORDER BY started_at, id`,
    [...ids],
  );
  const plain = await openMessages(
    privacy,
    sql,
    rows.map(({ id, keyIds, sealed }) => ({ place: placeOf(id), keyIds, sealed })),
  );
  return rows.map(({ keyIds: _, sealed: __, ...call }, i) => {
    const bytes = plain[i];
    return { ...call, bodies: bytes ? (JSON.parse(bytes.toString('utf8')) as Bodies) : null };
  });
};

const plainRows = `
  SELECT id, correlation_id AS "correlationId", request, response FROM exchanges
  WHERE sealed IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`;
const sealRow = `
  UPDATE exchanges SET request = request - 'body', response = COALESCE(response, '{}') - 'body', key_ids = $2::text[], sealed = $3 WHERE id = $1`;

type PlainCall = {
  id: string;
  correlationId: string;
  request: { body?: unknown };
  response: { body?: unknown } | null;
};

/** Seals up to `most` calls from before they were sealed; answers how many there were. */
export const sealPlainExchanges = ({ database, privacy }: Keeping, most: number): Promise<number> =>
  database.transaction(async (tx) => {
    const rows = await tx.rows<PlainCall>(plainRows, most);
    const owners = await privacy.ownersOf(tx, [...new Set(rows.map(({ correlationId }) => correlationId))]);
    const boxes = await sealMessages(
      privacy,
      tx,
      rows.map(({ id, correlationId, request, response }) => {
        const owner = owners.get(correlationId);
        const bodies = { request: request.body ?? null, response: response?.body ?? null };
        return { place: placeOf(id), about: owner ? [owner] : [], plain: Buffer.from(JSON.stringify(bodies)) };
      }),
    );
    for (const [i, { id }] of rows.entries())
      await tx.run(sealRow, id, boxes[i]?.keyIds ?? [], boxes[i]?.sealed ?? null);
    return rows.length;
  });

const sweep = `
  DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges WHERE started_at < $1 LIMIT 5000) RETURNING key_ids AS "keyIds"`;

/** Removes a slice of what was asked before an instant, with its keys. */
export const sweepExchanges = async (sql: Sql, before: Date): Promise<void> => {
  const rows = await sql.rows<{ keyIds: string[] | null }>(sweep, before);
  await dropKeys(
    sql,
    rows.flatMap(({ keyIds }) => keyIds ?? []),
  );
};
