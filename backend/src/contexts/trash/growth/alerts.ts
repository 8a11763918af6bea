/** When the Trash holds more than is usual: what is set for an installation, and the rule. Pure. */
import { type TrashGrowthEvent, trashGrowthCleared, trashGrowthRaised } from '@gantry/shared/events/trash';
import { z } from 'zod';
import { settingsGroup } from '../../../platform/settings/group.ts';
import type { TrashVolume } from '../../../platform/trash/figures.ts';
import { type Exceeded, everybodys, type Growth } from '../../../platform/trash/growth.ts';

const most = 1_000_000;

export const trashAlerts = settingsGroup({
  name: 'trash.alerts',
  about: 'From when on it is told that the Trash grows: on its page, on the wall, on the system page.',
  schema: z.object({
    entriesPerHour: z.int().min(1).max(most),
    openEntries: z.int().min(1).max(most),
    oldestHours: z.int().min(1).max(most),
  }),
  defaults: { entriesPerHour: 50, openEntries: 200, oldestHours: 72 },
  fields: {
    entriesPerHour: 'Messages put there within an hour',
    openEntries: 'Messages that wait for a person',
    oldestHours: 'Hours that the oldest of them has waited',
  },
  need: { area: 'manager', vertical: 'logistics', operator: true },
});
export type Alerts = z.output<typeof trashAlerts.schema>;

const hourMs = 3_600_000;

/** The measures that are beyond what is set. */
export const exceededBy = (
  { open, lastHour, oldest }: Omit<TrashVolume, 'merchant'>,
  limits: Alerts,
  now: Date,
): Exceeded[] => {
  const hours = oldest === null ? 0 : Math.floor((now.getTime() - oldest.getTime()) / hourMs);
  const all: Exceeded[] = [
    { measure: 'entries_per_hour', is: lastHour, limit: limits.entriesPerHour },
    { measure: 'open_entries', is: open, limit: limits.openEntries },
    { measure: 'oldest_hours', is: hours, limit: limits.oldestHours },
  ];
  return all.filter(({ is, limit }) => is >= limit);
};

/** Tells that it began, that it is over, or that other measures are beyond theirs; while it goes on nothing. */
export const judge =
  ({ whose, exceeded }: { whose: string; exceeded: readonly Exceeded[] }, now: Date) =>
  (growth: Growth | undefined): TrashGrowthEvent[] => {
    const times = { occurredAt: now.toISOString() };
    if (exceeded.length === 0) return growth?.since ? [trashGrowthCleared({ whose }, times)] : [];
    const known = new Set(growth?.measures.map(({ measure }) => measure));
    const same = known.size === exceeded.length && exceeded.every(({ measure }) => known.has(measure));
    return same ? [] : [trashGrowthRaised({ whose, measures: [...exceeded] }, times)];
  };

/** The volumes of everybody together. */
export const together = (volumes: readonly TrashVolume[]): TrashVolume => ({
  merchant: everybodys,
  open: volumes.reduce((sum, { open }) => sum + open, 0),
  lastHour: volumes.reduce((sum, { lastHour }) => sum + lastHour, 0),
  oldest: volumes.reduce<Date | null>(
    (oldest, { oldest: one }) => (one && (!oldest || one < oldest) ? one : oldest),
    null,
  ),
});
