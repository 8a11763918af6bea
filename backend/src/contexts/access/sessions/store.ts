/** Sessions as Postgres keeps them, without anything that would open one. */
import { newId, newToken } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import { deviceOf } from '../device.ts';
import type { Rights } from '../people/person.ts';
import { digestOf } from '../ring.ts';

/** Sessions end when nobody has come by them for so long. */
export const sessionMs = 30 * 86_400_000;

/** A living session and whose it is. */
export type SignedIn = Rights & {
  sessionId: string;
  personId: string;
  name: string;
  expiresAt: Date;
  lastSeenAt: Date;
};

/** Where somebody comes from, as lists of sessions tell it. */
export type Whence = { address?: string | undefined; agent?: string | undefined };

/** The session behind a digest, unless it was ended. */
export const findSession = async (sql: Sql, digest: string): Promise<SignedIn | undefined> =>
  (
    await sql.rows<SignedIn>(
      `SELECT s.id AS "sessionId", s.person_id AS "personId", COALESCE(f.name, f.email) AS name,
         s.expires_at AS "expiresAt", s.last_seen_at AS "lastSeenAt", p.area, p.verticals, p.merchants
       FROM person_sessions s JOIN people p ON p.id = s.person_id JOIN person_profiles f ON f.person_id = s.person_id
       WHERE s.digest = $1 AND s.ended_at IS NULL AND p.state = 'active'`,
      digest,
    )
  )[0];

/** When somebody was here last, for the list of people. */
const noteSeen = async (sql: Sql, personId: string, now: Date): Promise<void> => {
  await sql.run('UPDATE person_profiles SET last_seen_at = $2 WHERE person_id = $1', personId, now);
};

/** Begins a session; answers its token, which is kept nowhere. */
export const beginSession = async (
  sql: Sql,
  personId: string,
  { now, address, agent }: Whence & { now: Date },
): Promise<string> => {
  const token = newToken();
  await sql.run(
    `INSERT INTO person_sessions (id, digest, person_id, created_at, last_seen_at, expires_at, address, device)
     VALUES ($1, $2, $3, $4, $4, $5, $6, $7)`,
    newId('ses', now),
    digestOf(token),
    personId,
    now,
    new Date(now.getTime() + sessionMs),
    address || null,
    deviceOf(agent) ?? null,
  );
  await noteSeen(sql, personId, now);
  return token;
};

/** Notes that a session is used, and from where. It lasts another thirty days then. */
export const touchSession = async (
  sql: Sql,
  { sessionId, personId }: Pick<SignedIn, 'sessionId' | 'personId'>,
  { now, address, agent }: Whence & { now: Date },
): Promise<void> => {
  await sql.run(
    `UPDATE person_sessions SET last_seen_at = $2, expires_at = $3, address = COALESCE($4, address), device = COALESCE($5, device)
     WHERE id = $1 AND ended_at IS NULL`,
    sessionId,
    now,
    new Date(now.getTime() + sessionMs),
    address || null,
    deviceOf(agent) ?? null,
  );
  await noteSeen(sql, personId, now);
};

/** Ends the session behind a digest; answers whose it was. */
export const endSession = async (sql: Sql, digest: string, now: Date): Promise<string | undefined> =>
  (
    await sql.rows<{ personId: string }>(
      'UPDATE person_sessions SET ended_at = $2 WHERE digest = $1 AND ended_at IS NULL RETURNING person_id AS "personId"',
      digest,
      now,
    )
  )[0]?.personId;

/** Ends a person's sessions, except one; answers how many. */
export const endSessionsOf = (
  sql: Sql,
  personId: string,
  { now, except = null }: { now: Date; except?: string | null },
): Promise<number> =>
  sql.run(
    `UPDATE person_sessions SET ended_at = $2
     WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2 AND ($3::text IS NULL OR digest <> $3)`,
    personId,
    now,
    except,
  );

export type SessionRow = {
  sessionId: string;
  digest: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string | null;
  device: string | null;
};

/** Where a person is signed in, the latest first. */
export const sessionsOf = (sql: Sql, personId: string, now: Date): Promise<SessionRow[]> =>
  sql.rows<SessionRow>(
    `SELECT id AS "sessionId", digest, created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt",
       address, device
     FROM person_sessions WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY last_seen_at DESC LIMIT 200`,
    personId,
    now,
  );

/** The people of whom a session ended, or who may do other things than before, since an instant. */
export const changedPeople = async (sql: Sql, since: Date, now: Date): Promise<string[]> => {
  const rows = await sql.rows<{ id: string }>(
    `SELECT id FROM people WHERE changed_at >= $1
     UNION SELECT person_id FROM person_sessions WHERE ended_at >= $1 OR (expires_at >= $1 AND expires_at <= $2)`,
    since,
    now,
  );
  return rows.map(({ id }) => id);
};

/** Removes what ended long ago. */
export const sweepSessions = async (sql: Sql, before: Date): Promise<void> => {
  await sql.run(
    'DELETE FROM person_sessions WHERE id IN (SELECT id FROM person_sessions WHERE ended_at < $1 OR expires_at < $1 LIMIT 5000)',
    before,
  );
};

/** Ends every session there is: of a database that was brought back nobody knows which were ended since. */
export const endEverySession = async (sql: Sql): Promise<void> => {
  await sql.run('UPDATE person_sessions SET ended_at = now() WHERE ended_at IS NULL');
};
