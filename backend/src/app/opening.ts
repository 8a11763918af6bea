/**
 * What a process needs of its stores before it can do its work, taken step by step in the background: it is up at once, tells
 * what it waits for, and goes on by itself the moment that comes.
 */
import { migrationNames } from '@gantry/prisma/migration-names';
import { messageOf, StoreAway } from '../kernel/errors.ts';
import { isOutage } from '../kernel/outage.ts';
import type { Platform } from '../platform/platform.ts';
import { pause } from '../platform/signals.ts';

/** One thing to be there; `take` is done again until it does not throw. */
export type Step = { waitsFor: string; take(): Promise<void> };

export type Opening = {
  /** Resolves when every step is taken, or when the process is to stop. */
  over: Promise<void>;
  /** What is waited for now; undefined when the process is whole. */
  waitsFor(): string | undefined;
};

const againMs = 200;
/** By this name the vitals tell of it. */
const trouble = 'start';

/** Begins to take the steps, one after the other, and gives up only on `stop`. */
export const openBySteps = (
  { logger, vitals }: Pick<Platform, 'logger' | 'vitals'>,
  steps: readonly Step[],
  stop: AbortSignal,
): Opening => {
  let waiting = steps[0]?.waitsFor;
  const untilTaken = async ({ waitsFor, take }: Step): Promise<void> => {
    let told: string | undefined;
    waiting = waitsFor;
    while (!stop.aborted) {
      try {
        return await take();
      } catch (error) {
        const why = `waiting for ${waitsFor}: ${messageOf(error)}`;
        vitals.tell(trouble, why);
        if (why !== told)
          logger[isOutage(error) ? 'warn' : 'error']({ error: messageOf(error) }, `waiting for ${waitsFor}`);
        told = why;
        await pause(againMs, stop);
      }
    }
  };
  const take = async (): Promise<void> => {
    for (const step of steps) await untilTaken(step);
    if (stop.aborted) return;
    waiting = undefined;
    vitals.tell(trouble, null);
  };
  return { over: take(), waitsFor: () => waiting };
};

/** The tables as this version knows them. Whoever starts processes applies the migrations; nobody works before they are. */
export const migrated = ({ database }: Pick<Platform, 'database'>): Step => ({
  waitsFor: 'the database and its migrations',
  take: async () => {
    const applied = await database.rows<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    const there = new Set(applied.map(({ name }) => name));
    const missing = migrationNames().find((name) => !there.has(name));
    if (missing !== undefined) throw new StoreAway('postgres', `migration ${missing} is not applied yet`);
  },
});

/** Nobody is served the data of somebody who was erased, also when an older database was put back. */
export const erasuresKept = (privacy: { catchUpOnErasures(): Promise<void> }): Step => ({
  waitsFor: 'the list of erasures',
  take: privacy.catchUpOnErasures,
});
