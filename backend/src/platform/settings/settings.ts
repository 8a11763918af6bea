/**
 * Settings for one process: kept in memory so that reading costs nothing, read again on a wake-up call and by the clock, so
 * that a change is in force everywhere within five seconds even when the call is lost.
 */
import type { z } from 'zod';
import { messageOf, StoreAway } from '../../kernel/errors.ts';
import type { Thread } from '../log/event-log.ts';
import type { Platform } from '../platform.ts';
import { execute } from '../write/transact.ts';
import { type SettingsGroup, storedValues, wantedValues } from './group.ts';
import { type AttributedVersion, allVersions, countVersions, historyOf, settingsStream } from './store.ts';
import {
  changeGroup,
  inForceAt,
  type SettingsChange,
  type SettingsUndo,
  type SettingsVersion,
  undoGroup,
} from './versions.ts';

export type Settings = {
  /** Reads what is set and goes on looking from then on. Nothing can be read of settings before. */
  load(): Promise<void>;
  /** Adds the groups a context declares. Throws when a name is taken. */
  declare(groups: readonly SettingsGroup[]): void;
  groups(): readonly SettingsGroup[];
  /** The values in force now. */
  read<Schema extends z.ZodObject>(group: SettingsGroup<Schema>): z.output<Schema>;
  /** The values in force at an instant, past or to come. */
  asOf<Schema extends z.ZodObject>(group: SettingsGroup<Schema>, at: Date): z.output<Schema>;
  /** Every version of a group as this process knows them, oldest first. */
  versions(group: SettingsGroup): readonly SettingsVersion[];
  history(group: SettingsGroup): Promise<AttributedVersion[]>;
  change(group: SettingsGroup, change: SettingsChange, thread: Thread): Promise<void>;
  undo(group: SettingsGroup, undo: SettingsUndo, thread: Thread): Promise<void>;
  /** Reads again what is new. */
  refresh(): Promise<void>;
  /** Calls `listener` when other values have come into force; answers how to end it. */
  onChange(group: SettingsGroup, listener: () => void): () => void;
  close(): void;
};

const pollMs = 2_000;

/** What is kept in memory: the versions, and the reading of those in force until the next one takes force. */
const createMemory = (platform: Platform) => {
  let known = new Map<string, readonly SettingsVersion[]>();
  let count: number | undefined;
  const readings = new Map<string, { until: number; values: object }>();
  const valuesOf = <Schema extends z.ZodObject>(group: SettingsGroup<Schema>, version: SettingsVersion | undefined) => {
    if (!version) return group.defaults;
    const values = storedValues(group, version.values);
    if (values === undefined)
      platform.logger.error({ group: group.name, version: version.version }, 'settings that cannot be read: defaults');
    return values ?? group.defaults;
  };
  const versions = (group: SettingsGroup): readonly SettingsVersion[] => {
    if (count === undefined)
      throw new StoreAway('postgres', `settings ${group.name} are asked for before any were loaded`);
    return known.get(group.name) ?? [];
  };
  return {
    versions,
    asOf: <Schema extends z.ZodObject>(group: SettingsGroup<Schema>, at: Date): z.output<Schema> =>
      valuesOf(group, inForceAt(versions(group), at)),
    read: <Schema extends z.ZodObject>(group: SettingsGroup<Schema>): z.output<Schema> => {
      const now = platform.clock.now();
      const hit = readings.get(group.name);
      if (hit && now.getTime() < hit.until) return hit.values as z.output<Schema>;
      const values = valuesOf(group, inForceAt(versions(group), now));
      const later = versions(group).map(({ validFrom }) => Date.parse(validFrom));
      const until = Math.min(...later.filter((time) => time > now.getTime()), Number.POSITIVE_INFINITY);
      readings.set(group.name, { until, values });
      return values;
    },
    refresh: async (): Promise<void> => {
      if ((await countVersions(platform.database)) === count) return;
      const fresh = await allVersions(platform.database);
      const size = [...fresh.values()].reduce((sum, list) => sum + list.length, 0);
      // Of two readings under way at once the one that knows more is the newer.
      if (count !== undefined && size <= count) return;
      known = fresh;
      count = size;
      readings.clear();
    },
  };
};

/** Tells listeners that other values are in force than when they were told last. */
const createListeners = (inForce: (group: SettingsGroup) => number) => {
  const listeners = new Set<{ group: SettingsGroup; told: number; listener: () => void }>();
  return {
    tell: (): void => {
      for (const one of listeners) {
        const version = inForce(one.group);
        if (version === one.told) continue;
        one.told = version;
        one.listener();
      }
    },
    add: (group: SettingsGroup, listener: () => void): (() => void) => {
      const one = { group, told: inForce(group), listener };
      listeners.add(one);
      return () => void listeners.delete(one);
    },
  };
};

/** Looks again on each call and every two seconds; answers how to end it. */
const watch = (platform: Platform, look: () => Promise<void>): (() => void) => {
  let failed = false;
  let looking = 0;
  const again = async (): Promise<void> => {
    looking += 1;
    try {
      await look();
      failed = false;
    } catch (error) {
      // What is known stays in force while the database is away; said once, not every two seconds.
      if (!failed) platform.logger.warn({ error: messageOf(error) }, 'settings cannot be read again');
      failed = true;
    } finally {
      looking -= 1;
    }
  };
  const off = platform.signals.on('settings', () => void again());
  // A call always looks, since what it is about may be newer than what is being read; the clock waits for its last look.
  const timer = setInterval(() => {
    if (looking === 0) void again();
  }, pollMs);
  timer.unref();
  return () => {
    off();
    clearInterval(timer);
  };
};

/** Opens the settings of a process; `load` before anything asks for them. */
export const openSettings = (platform: Platform, first: readonly SettingsGroup[] = []): Settings => {
  const memory = createMemory(platform);
  const groups: SettingsGroup[] = [];
  const listeners = createListeners((group) => inForceAt(memory.versions(group), platform.clock.now())?.version ?? 0);
  const look = async (): Promise<void> => {
    await memory.refresh();
    listeners.tell();
  };
  const declare = (more: readonly SettingsGroup[]): void => {
    for (const group of more) {
      if (groups.some(({ name }) => name === group.name)) throw new Error(`settings ${group.name} are declared twice`);
      groups.push(group);
    }
  };
  const write = async (
    group: SettingsGroup,
    command: { thread: Thread; decide: ReturnType<typeof changeGroup> },
  ): Promise<void> => {
    await execute(platform, settingsStream, { id: group.name, ...command });
    await look();
    platform.signals.raise('settings');
  };
  declare(first);
  let stopWatching: (() => void) | undefined;
  return {
    load: async () => {
      await memory.refresh();
      stopWatching ??= watch(platform, look);
    },
    declare,
    groups: () => groups,
    read: memory.read,
    asOf: memory.asOf,
    versions: memory.versions,
    history: (group) => historyOf(platform.database, group.name),
    change: (group, change, thread) => {
      const values = wantedValues(group, change.values);
      return write(group, { thread, decide: changeGroup(group, { ...change, values }, platform.clock.now()) });
    },
    undo: (group, undo, thread) => write(group, { thread, decide: undoGroup(group, undo, platform.clock.now()) }),
    refresh: look,
    onChange: listeners.add,
    close: () => stopWatching?.(),
  };
};
