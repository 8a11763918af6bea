/** How the Trash grows, for whoever asks: the rows of what was judged, and the figures of now. */
import type { Trouble } from '@gantry/shared/api/system';
import type { Platform } from '../../../platform/platform.ts';
import { trashVolumes } from '../../../platform/trash/figures.ts';
import { type Exceeded, growingNow } from '../../../platform/trash/growth.ts';
import type { Alerts } from './alerts.ts';

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

const words: Readonly<Record<Exceeded['measure'], (is: number, limit: number) => string>> = {
  entries_per_hour: (is, limit) => `${is} messages came within an hour (limit ${limit})`,
  open_entries: (is, limit) => `${is} messages wait (limit ${limit})`,
  oldest_hours: (is, limit) => `the oldest has waited for ${is} hours (limit ${limit})`,
};

/** The same as a trouble of the tower: nothing of it stands still, but somebody has to look. */
export const growthTroubles = async ({ database }: Pick<Platform, 'database'>): Promise<Trouble[]> => {
  const growing = await growingNow(database, null);
  return growing.map(({ since, measures }) => ({
    name: 'trash',
    text: `The Trash grows: ${measures.map(({ measure, is, limit }) => words[measure](is, limit)).join(', ')}`,
    since: since ?? '',
    process: null,
  }));
};
