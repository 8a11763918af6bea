/** How answers tell of what was erased: since when, and without what is left of a value and would be taken for one. */
import { eventCatalog } from '@gantry/shared/events/catalog';
import { postalArea } from '@gantry/shared/values/personal';
import type { z } from 'zod';
import type { Sql } from '../database.ts';
import { eventPaths, wholeEvents } from '../write/sealing.ts';
import { nothingPersonal, type PersonalPaths, personalPathsOf, putBack, takeOut, wholeOf } from './parts.ts';
import type { Privacy } from './privacy.ts';

/** Of the rows of a table, those whose person was erased, with when (ISO 8601). */
export const erasedIn = async (sql: Sql, table: string, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ id: string; at: Date }>(
    `SELECT id, erased_at AS at FROM ${table} WHERE id = ANY($1::text[]) AND erased_at IS NOT NULL`,
    [...ids],
  );
  return new Map(rows.map(({ id, at }) => [id, at.toISOString()]));
};

const areasIn = (paths: PersonalPaths): PersonalPaths => wholeOf(paths, 'area');

/** Takes postal areas out of erased values of a schema: three characters read like a whole code, and are none. */
export const withoutAreas = (schema: z.ZodType) => {
  const areas = areasIn(personalPathsOf(schema));
  return <Value>(value: Value): Value => takeOut(areas, value).clear;
};

type Recorded = Parameters<typeof wholeEvents>[2][number];

/**
 * Events for whoever may read what names people. Where only the area of a postal code is there, erased or never told to
 * whoever wrote the event, it is left out: it would read like a code.
 */
export const shownEvents = <Event extends Recorded & { name: string }>(
  privacy: Pick<Privacy, 'keysById'>,
  sql: Sql,
  events: readonly Event[],
): Promise<Event[]> => {
  const paths = eventPaths([...eventCatalog.values()]);
  const bare = events.map((event): Event => {
    const { clear, parts = {} } = takeOut(areasIn(paths.get(event.name) ?? nothingPersonal), event.payload);
    // One from before that waits for its sealing is whole.
    const codes = Object.entries(parts).filter(([, code]) => typeof code === 'string' && postalArea(code) !== code);
    return { ...event, payload: putBack(clear, Object.fromEntries(codes)) };
  });
  return wholeEvents(privacy, sql, bare);
};
