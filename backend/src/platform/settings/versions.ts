/**
 * The versions of a group of settings, pure: which one is in force at an instant, and what changing and taking back make of
 * them. A version is never edited; one that is planned is withdrawn by a later one that names it.
 */
import { isDeepStrictEqual } from 'node:util';
import { groupChanged, type SettingsEvent } from '@gantry/shared/events/settings';
import { type Decide, fold } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';

export type SettingsValues = Readonly<Record<string, unknown>>;
export type SettingsVersion = {
  version: number;
  values: SettingsValues;
  validFrom: string;
  note: string;
  /** The planned version that this one takes back: it never comes into force. */
  withdraws: number | null;
  changedAt: string;
};
export type SettingsHistory = { group: string; versions: readonly SettingsVersion[] };

export const evolve = fold<SettingsHistory, SettingsEvent>({
  'settings.group_changed': {
    begin: ({ group, withdraws = null, ...version }, { occurredAt }, state) => ({
      group,
      versions: [...(state?.versions ?? []), { ...version, withdraws, changedAt: occurredAt }],
    }),
  },
});

/** The version in force at an instant: the one that took force last, of two at the same instant the later one. */
export const inForceAt = (versions: readonly SettingsVersion[], at: Date): SettingsVersion | undefined => {
  const withdrawn = new Set(versions.map(({ withdraws }) => withdraws));
  let found: SettingsVersion | undefined;
  for (const one of versions) {
    if (withdrawn.has(one.version)) continue;
    if (Date.parse(one.validFrom) > at.getTime()) continue;
    if (!found || Date.parse(one.validFrom) >= Date.parse(found.validFrom)) found = one;
  }
  return found;
};

/** Those that will take force after an instant, in the order in which they will. */
export const plannedAfter = (versions: readonly SettingsVersion[], at: Date): SettingsVersion[] => {
  const later = versions.map(({ validFrom }) => Date.parse(validFrom)).filter((time) => time > at.getTime());
  const changes = [...new Set(later)]
    .sort((a, b) => a - b)
    .flatMap((time) => inForceAt(versions, new Date(time)) ?? []);
  // At the instant of a withdrawn plan what was in force goes on.
  return [...new Set(changes)].filter(({ validFrom }) => Date.parse(validFrom) > at.getTime());
};

const newest = (versions: readonly SettingsVersion[]): number => versions.at(-1)?.version ?? 0;

const insistOnVersion = (versions: readonly SettingsVersion[], expected: number): void => {
  if (newest(versions) !== expected)
    throw new Refusal(
      'conflict',
      'stale_version',
      `The settings stand at version ${newest(versions)}, not ${expected}: somebody was faster`,
    );
};

const invalid = (path: string, message: string): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', [{ path, message }]);

/** What a group starts from: its name, and what is in force while nobody has set anything. */
export type GroupGround = { name: string; defaults: SettingsValues };

type NextVersion = { values: SettingsValues; validFrom: Date; note: string; withdraws?: number };

const next = (
  group: string,
  versions: readonly SettingsVersion[],
  { now, ...wanted }: NextVersion & { now: Date },
): SettingsEvent[] => [
  groupChanged(
    { group, version: newest(versions) + 1, ...wanted, validFrom: wanted.validFrom.toISOString() },
    { occurredAt: now.toISOString() },
  ),
];

export type SettingsChange = {
  values: SettingsValues;
  note: string;
  /** From when on; now when left out. */
  validFrom?: string | undefined;
  expectedVersion: number;
};

/** Sets a group. Nothing happens when these values are in force already and nothing else is planned. */
export const changeGroup =
  (ground: GroupGround, change: SettingsChange, now: Date): Decide<SettingsHistory, SettingsEvent> =>
  (state) => {
    const versions = state?.versions ?? [];
    insistOnVersion(versions, change.expectedVersion);
    const from = change.validFrom === undefined ? now : new Date(change.validFrom);
    if (from < now) throw invalid('validFrom', 'lies in the past: what was in force cannot be changed any more');
    const current = inForceAt(versions, now)?.values ?? ground.defaults;
    const settled = change.validFrom === undefined && plannedAfter(versions, now).length === 0;
    if (settled && isDeepStrictEqual(current, change.values)) return [];
    return next(ground.name, versions, { values: change.values, note: change.note, validFrom: from, now });
  };

export type SettingsUndo = { note: string; to?: number | undefined; expectedVersion: number };

/** The values that are to hold again, and the plan that must not come into force for it. */
const former = (
  ground: GroupGround,
  { versions, to }: { versions: readonly SettingsVersion[]; to: number | undefined },
  now: Date,
): { values: SettingsValues; withdraws?: number } => {
  const last = versions.at(-1);
  if (!last) throw new Refusal('conflict', 'nothing_to_undo', 'Nobody has set anything here yet');
  if (to !== undefined) {
    const named = versions.find(({ version }) => version === to);
    if (!named && to !== 0) throw invalid('to', `there is no version ${to}`);
    return { values: named?.values ?? ground.defaults };
  }
  const values = inForceAt(versions.slice(0, -1), now)?.values ?? ground.defaults;
  return Date.parse(last.validFrom) > now.getTime() ? { values, withdraws: last.version } : { values };
};

/** Takes the newest version back, or goes back to a named one: by a new version with the values of then. */
export const undoGroup =
  (ground: GroupGround, undo: SettingsUndo, now: Date): Decide<SettingsHistory, SettingsEvent> =>
  (state) => {
    const versions = state?.versions ?? [];
    insistOnVersion(versions, undo.expectedVersion);
    return next(ground.name, versions, {
      ...former(ground, { versions, to: undo.to }, now),
      note: undo.note,
      validFrom: now,
      now,
    });
  };
