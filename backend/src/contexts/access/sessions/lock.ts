/**
 * How often a password may be tried: after five wrong ones an account waits a minute, then two, then four, to a quarter of
 * an hour. A try is counted before it is looked at, in the database, so that many at once are no more tries than one after
 * the other, and nobody gets fresh ones from a store that came back empty.
 */
import type { Sql } from '../../../platform/database.ts';

export const freeTries = 5;
const quietMs = 86_400_000;

// Of `n` tries: none for the first four, then 1, 2, 4, 8, 15, 15 … minutes.
const waitAfter = (n: string): string =>
  `CASE WHEN ${n} < ${freeTries} THEN NULL ELSE $2::timestamptz + LEAST(power(2, LEAST(${n}, 30) - ${freeTries}), 15) * interval '1 minute' END`;
const counted = 'CASE WHEN tried_at IS NULL OR tried_at < $3 THEN 1 ELSE tries + 1 END';

/** Counts a try. Undefined while the account waits; else how many there were, and the hash that it is of. */
export const takeTry = async (
  sql: Sql,
  personId: string,
  now: Date,
): Promise<{ tries: number; hash: string } | undefined> =>
  (
    await sql.rows<{ tries: number; hash: string }>(
      `UPDATE person_passwords SET tries = ${counted}, tried_at = $2, locked_until = ${waitAfter(`(${counted})`)}
       WHERE person_id = $1 AND (locked_until IS NULL OR locked_until <= $2) RETURNING tries, hash`,
      personId,
      now,
      new Date(now.getTime() - quietMs),
    )
  )[0];

/** The try was no wrong one, but proves nothing yet either: earlier ones go on counting. */
export const giveTryBack = (sql: Sql, personId: string): Promise<number> =>
  sql.run(
    'UPDATE person_passwords SET tries = GREATEST(tries - 1, 0), locked_until = NULL WHERE person_id = $1',
    personId,
  );

/** Whoever owns the account came in: earlier tries are forgotten. */
export const forgetTries = (sql: Sql, personId: string): Promise<number> =>
  sql.run('UPDATE person_passwords SET tries = 0, tried_at = NULL, locked_until = NULL WHERE person_id = $1', personId);

/** Keeps the hash of a new password; earlier tries are forgotten. */
export const keepPassword = (sql: Sql, personId: string, { hash, now }: { hash: string; now: Date }): Promise<number> =>
  sql.run(
    `INSERT INTO person_passwords (person_id, hash, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT (person_id) DO UPDATE SET hash = $2, changed_at = $3, tries = 0, tried_at = NULL, locked_until = NULL`,
    personId,
    hash,
    now,
  );
