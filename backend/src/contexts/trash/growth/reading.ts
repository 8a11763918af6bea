/** How the Trash grows, for whoever asks: the rows of what was judged, and the figures of now. */
import { nobodys } from '@gantry/shared/caller';
import { type TrashGrowthEvent, trashGrowthEvents } from '@gantry/shared/events/trash';
import type { Sql } from '../../../platform/database.ts';
import type { Platform } from '../../../platform/platform.ts';
import { trashVolumes } from '../../../platform/trash/figures.ts';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { type Alerts, everybodys, evolve, type Growth } from './alerts.ts';

export const growthRows = rowStore<Growth, TrashGrowthEvent>({
  table: 'trash_growth',
  key: 'whose',
  keyColumn: 'whose',
  columns: { since: 'instant', measures: 'json' },
});

export const growthStream = stream('trash_growth', trashGrowthEvents, {
  evolve,
  store: growthRows,
  merchantOf: ({ whose }) => (whose === everybodys ? nobodys : whose),
});

/** What is too much at the moment, of merchants (null: of everybody together). */
export const growingNow = (sql: Sql, merchants: readonly string[] | null): Promise<Growth[]> =>
  growthRows.list(sql, 'WHERE whose = ANY($1::text[]) AND since IS NOT NULL ORDER BY since', merchants ?? [everybodys]);

/** The growth as the list of the Trash tells it. */
export const readGrowth = async (
  { database, clock }: Pick<Platform, 'database' | 'clock'>,
  { entriesPerHour }: Alerts,
  merchants: readonly string[] | null,
) => {
  const [volumes, [growing]] = await Promise.all([
    trashVolumes(database, clock.now()),
    growingNow(database, merchants),
  ]);
  const seen = volumes.filter(({ merchant }) => merchants === null || merchants.includes(merchant));
  const lastHour = seen.reduce((sum, one) => sum + one.lastHour, 0);
  return { lastHour, alertAt: entriesPerHour, since: growing?.since ?? null };
};
