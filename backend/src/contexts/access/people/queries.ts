/** People as managers see them: newest first; a manager of some merchants sees those who serve no others. */

import type { listPeople, Person as Shown } from '@gantry/shared/api/access/people';
import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { Caller } from '@gantry/shared/caller';
import type { Sql } from '../../../platform/database.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { seenCondition, seenParameter } from '../handing-out.ts';
import { noSuchPerson } from './decide.ts';
import { verticalsHeld } from './person.ts';

type Row = Omit<Shown, 'verticals' | 'invitedAt' | 'joinedAt' | 'lastSeenAt' | 'lockedUntil'> & {
  verticals: '*' | Shown['verticals'];
  invitedAt: Date;
  joinedAt: Date | null;
  lastSeenAt: Date | null;
  lockedUntil: Date | null;
};

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const shown = (row: Row): Shown => ({
  ...row,
  verticals: row.verticals === '*' ? '*' : verticalsHeld({ verticals: row.verticals }),
  invitedAt: iso(row.invitedAt),
  joinedAt: iso(row.joinedAt),
  lastSeenAt: iso(row.lastSeenAt),
  lockedUntil: iso(row.lockedUntil),
});

const isLocked = `(p.state = 'active' AND w.locked_until > $1)`;
const select = `
  SELECT p.id AS "personId", f.email, f.name, CASE WHEN ${isLocked} THEN 'locked' ELSE p.state END AS state,
    p.area, p.verticals, p.merchants, t.on_at IS NOT NULL AS "secondFactor", p.invited_at AS "invitedAt",
    p.joined_at AS "joinedAt", f.last_seen_at AS "lastSeenAt", CASE WHEN ${isLocked} THEN w.locked_until END AS "lockedUntil"
  FROM people p JOIN person_profiles f ON f.person_id = p.id LEFT JOIN person_passwords w ON w.person_id = p.id
    LEFT JOIN second_factors t ON t.person_id = p.id
  WHERE ${seenCondition('p.merchants', '$2')}`;

const likeOf = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

/** A page of people. */
export const listPersons = async (
  { sql, now }: { sql: Sql; now: Date },
  caller: Caller,
  { search, state, cursor, limit }: QueryOf<typeof listPeople>,
) => {
  const after = readCursor(cursor);
  const rows = await sql.rows<Row>(
    `SELECT * FROM (${select}) s
     WHERE ($3::text IS NULL OR s.email ILIKE $3 OR s.name ILIKE $3) AND ($4::text IS NULL OR s.state = $4)
       AND ($5::timestamptz IS NULL OR (s."invitedAt", s."personId") < ($5::timestamptz, $6::text))
     ORDER BY s."invitedAt" DESC, s."personId" DESC LIMIT $7`,
    now,
    seenParameter(caller),
    search ? likeOf(search) : null,
    state ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    limit + 1,
  );
  return pageFrom(rows, limit, { item: shown, cursor: ({ invitedAt, personId }) => cursorOf(invitedAt, personId) });
};

/** One person. Throws a Refusal where there is none, and where the caller does not serve all whom they serve. */
export const readPerson = async (
  { sql, now }: { sql: Sql; now: Date },
  caller: Caller,
  personId: string,
): Promise<Shown> => {
  const [row] = await sql.rows<Row>(`${select} AND p.id = $3`, now, seenParameter(caller), personId);
  if (!row) throw noSuchPerson();
  return shown(row);
};
