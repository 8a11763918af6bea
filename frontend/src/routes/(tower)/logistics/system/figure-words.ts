/** The figures of the system page as they are said: a figure that cannot be known at the moment is a dash, never a zero. */
import type { SystemFigures } from '@gantry/shared/api/system';
import { count, span } from '#lib/format.ts';

export const unknown = '–';

export const counted = (value: number | null): string => (value === null ? unknown : count(value));
/** A length of time; below a second it is none that anybody would wait for. */
export const lasting = (ms: number | null): string => (ms === null ? unknown : ms < 1_000 ? '< 1 s' : span(ms));
/** How long something waits; nothing when nothing does. */
export const waiting = (ms: number | null): string => (ms === 0 ? '0 s' : lasting(ms));

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
/** "12.3 GB". */
export const bytes = (value: number): string => {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  const amount = value / 1000 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[power]}`;
};
/** What is beyond this is a trouble; from half of it on it is worth a look. */
export const limitMs = 8_000;
export const markOf = (ms: number | null) =>
  ms === null ? null : ms > limitMs ? 'problem' : ms > limitMs / 2 ? 'at_risk' : null;

/** What becomes of a transaction that holds the log back; null where the tower does not say. */
export const endingOf = ({ endsInMs }: SystemFigures['horizon']): string | null => {
  if (endsInMs === undefined) return null;
  return endsInMs === null ? 'it is not ended by itself' : `it is ended in ${waiting(endsInMs)} unless it ends before`;
};
