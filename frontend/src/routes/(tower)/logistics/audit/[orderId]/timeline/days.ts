/** The timeline in days, and each day in stretches: what is far from the eye is not drawn, one stretch at a time. Pure. */
import type { AuditEntry } from '@gantry/shared/api/audit';

export const mostInStretch = 30;
export type Stretch = { key: string; entries: readonly AuditEntry[] };
export type Day = { key: string; day: string; count: number; stretches: readonly Stretch[] };

const inStretches = (entries: readonly AuditEntry[]): Stretch[] =>
  Array.from({ length: Math.ceil(entries.length / mostInStretch) }, (_, n) => {
    const part = entries.slice(n * mostInStretch, (n + 1) * mostInStretch);
    return { key: part[0]?.entryId ?? String(n), entries: part };
  });

/** Entries that follow each other, by the day on which they were written down: `dayOf` says which, by somebody's clock. */
export const inDays = (entries: readonly AuditEntry[], dayOf: (instant: string) => string): Day[] => {
  const runs: { day: string; entries: AuditEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.recordedAt);
    const run = runs.at(-1);
    if (run?.day === day) run.entries.push(entry);
    else runs.push({ day, entries: [entry] });
  }
  return runs.map(({ day, entries: own }) => ({
    key: own[0]?.entryId ?? day,
    day,
    count: own.length,
    stretches: inStretches(own),
  }));
};

/** Written down so long after it happened that both times are told. */
const apartMs = 1_000;
export const isApart = ({ at, recordedAt }: Pick<AuditEntry, 'at' | 'recordedAt'>): boolean =>
  Math.abs(Date.parse(recordedAt) - Date.parse(at)) >= apartMs;
