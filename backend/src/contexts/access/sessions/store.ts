/** Sessions as Postgres keeps them, without anything that would open one. */

import { digest, newId, newToken } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Visit } from '../../../platform/http/visit.ts';
import type { Rights } from '../people/person.ts';
import { sessionMs } from './cookie.ts';
import { deviceOf } from './device.ts';

export const digestOf = (token: string): string => digest(token).toString('hex');

/** A living session and whose it is. */
export type SignedIn = Rights & {
  sessionId: string;
  personId: string;
  name: string;
  email: string;
  secure: boolean;
  expiresAt: Date;
  lastSeenAt: Date;
};

const alive = `s.ended_at IS NULL AND s.expires_at > $2 AND p.state = 'active'`;
const find = `
  SELECT s.id AS "sessionId", s.person_id AS "personId", COALESCE(f.name, f.email) AS name, f.email, s.secure,
    s.expires_at AS "expiresAt", s.last_seen_at AS "lastSeenAt", p.area, p.verticals, p.merchants
  FROM person_sessions s JOIN people p ON p.id = s.person_id JOIN person_profiles f ON f.person_id = s.person_id
  WHERE s.digest = $1 AND ${alive}`;

/** The living session behind a digest. */
export const findSession = async (sql: Sql, digest: string, now: Date): Promise<SignedIn | undefined> =>
  (await sql.rows<SignedIn>(find, digest, now))[0];

/** Begins a session; answers its token, which is kept nowhere. */
export const beginSession = async (
  sql: Sql,
  personId: string,
  { now, visit, address }: { now: Date; visit: Visit; address: string },
): Promise<string> => {
  const token = newToken();
  await sql.run(
    `INSERT INTO person_sessions (id, digest, person_id, secure, created_at, last_seen_at, expires_at, address, device)
     VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)`,
    newId('ses', now),
    digestOf(token),
    personId,
    visit.secure,
    now,
    new Date(now.getTime() + sessionMs),
    address || null,
    deviceOf(visit.agent),
  );
  return token;
};

/** Notes that a session is used; from where, where that is known. It lasts another thirty days then. */
export const touchSession = async (
  sql: Sql,
  { sessionId, personId }: Pick<SignedIn, 'sessionId' | 'personId'>,
  { now, address, device }: { now: Date; address?: string; device?: string | null },
): Promise<void> => {
  await sql.run(
    `UPDATE person_sessions SET last_seen_at = $2, expires_at = $3, address = COALESCE($4, address), device = COALESCE($5, device)
     WHERE id = $1 AND ended_at IS NULL`,
    sessionId,
    now,
    new Date(now.getTime() + sessionMs),
    address || null,
    device ?? null,
  );
  await sql.run('UPDATE person_profiles SET last_seen_at = $2 WHERE person_id = $1', personId, now);
};

/** Ends the session behind a digest. */
export const endSession = async (sql: Sql, digest: string, now: Date): Promise<boolean> =>
  (await sql.run('UPDATE person_sessions SET ended_at = $2 WHERE digest = $1 AND ended_at IS NULL', digest, now)) > 0;

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

/** Removes what ended long ago. */
export const sweepSessions = async (sql: Sql, before: Date): Promise<void> => {
  await sql.run(
    'DELETE FROM person_sessions WHERE id IN (SELECT id FROM person_sessions WHERE ended_at < $1 OR expires_at < $1 LIMIT 5000)',
    before,
  );
};
