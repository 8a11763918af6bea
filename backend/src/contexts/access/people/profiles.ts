/** Who a person is: address, name, how they like things. It lies apart from what they may, so that it can be taken away. */
import { defaultPreferences, type Preferences } from '@gantry/shared/api/access/session';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';

export type Profile = { personId: string; email: string; name: string | null; preferences: Preferences };
type Row = { personId: string; email: string; name: string | null; preferences: Partial<Preferences> };

/** An address as it is looked up by: people write theirs in any case. */
export const emailKeyOf = (email: string): string => email.trim().toLowerCase();

const select = 'SELECT person_id AS "personId", email, name, preferences FROM person_profiles';
const shown = (row: Row | undefined): Profile | undefined =>
  row && { ...row, preferences: { ...defaultPreferences, ...row.preferences } };

/** A person's profile; undefined where there is none. */
export const profileOf = async (sql: Sql, personId: string): Promise<Profile | undefined> =>
  shown((await sql.rows<Row>(`${select} WHERE person_id = $1`, personId))[0]);

/** Whose an address is. */
export const profileByEmail = async (sql: Sql, email: string): Promise<Profile | undefined> =>
  shown((await sql.rows<Row>(`${select} WHERE email_key = $1`, emailKeyOf(email)))[0]);

/** Names by the ids of people. */
export const namesOf = async (sql: Sql, personIds: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<Row>(`${select} WHERE person_id = ANY($1::text[])`, [...personIds]);
  return new Map(rows.map(({ personId, name, email }) => [personId, name ?? email]));
};

/** Writes a new profile. Throws a Refusal where the address is somebody's. */
export const addProfile = async (
  tx: Sql,
  { personId, email, name }: Pick<Profile, 'personId' | 'email' | 'name'>,
): Promise<void> => {
  const written = await tx.run(
    'INSERT INTO person_profiles (person_id, email, email_key, name) VALUES ($1, $2, $3, $4) ON CONFLICT (email_key) DO NOTHING',
    personId,
    email.trim(),
    emailKeyOf(email),
    name,
  );
  if (written === 0) throw new Refusal('conflict', 'email_taken', 'Somebody with this e-mail address is here already');
};

/** Preferences to change; what is undefined stays. */
export type ChangedPreferences = { [Name in keyof Preferences]?: Preferences[Name] | undefined };

/** Changes a profile; what is undefined stays. */
export const changeProfile = (
  tx: Sql,
  personId: string,
  { name, preferences }: { name?: string | undefined; preferences?: ChangedPreferences | undefined },
): Promise<number> =>
  tx.run(
    'UPDATE person_profiles SET name = COALESCE($2, name), preferences = preferences || $3::jsonb WHERE person_id = $1',
    personId,
    name ?? null,
    JSON.stringify(preferences ?? {}),
  );
