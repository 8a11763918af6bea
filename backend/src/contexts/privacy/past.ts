/**
 * An installation from before personal values were sealed has them in the clear. This job seals rows, then events, some at
 * a time, and goes on where it stopped. A tower that never had any has nothing to do.
 */
import { type PastEvent, pastSealed } from '@gantry/shared/events/privacy';
import { z } from 'zod';
import { fold } from '../../kernel/decider.ts';
import type { Sql } from '../../platform/database.ts';
import { sealedThrough } from '../../platform/metrics.ts';
import { sealEvents } from '../../platform/privacy/past-events.ts';
import { job } from '../../platform/work/jobs.ts';
import { rowStore } from '../../platform/write/row-store.ts';
import { stream } from '../../platform/write/stream.ts';
import { execute } from '../../platform/write/transact.ts';
import type { FindNeeds } from './find.ts';

type Past = { id: string; rows: number; events: number; sealedAt: string };

/** What was sealed, for the record; it also is an event after all those that were, the last of which waits for one. */
export const pastStream = stream<Past, PastEvent>('sealed_past', [pastSealed], {
  evolve: fold<Past, PastEvent>({
    'privacy.past_sealed': {
      begin: ({ rows, events }, { occurredAt }, before) => ({
        id: 'past',
        rows: rows + (before?.rows ?? 0),
        events: events + (before?.events ?? 0),
        sealedAt: occurredAt,
      }),
    },
  }),
  store: rowStore<Past, PastEvent>({
    table: 'sealed_past',
    key: 'id',
    columns: { rows: 'int', events: 'int', sealedAt: 'instant' },
  }),
});

const cursor = 'SELECT through, done FROM sealing_cursor WHERE id = 1';
const moved = `
  INSERT INTO sealing_cursor (id, through, done) VALUES (1, $1, $2)
  ON CONFLICT (id) DO UPDATE SET through = EXCLUDED.through, done = EXCLUDED.done`;

const rowsAtATime = 200;
const eventsAtATime = 300;
/** Processes of the version before may write in the clear while they are being replaced. */
const overlapMs = 86_400_000;

type Count = { rows: number; events: number };

const sealAllRows = async ({ holders }: FindNeeds): Promise<number> => {
  let rows = 0;
  for (const { past, pastMessages } of holders)
    for (const sealSome of [past?.rows, pastMessages])
      for (let some = await sealSome?.(rowsAtATime); some; some = await sealSome?.(rowsAtATime)) rows += some;
  return rows;
};

const sealAllEvents = async (
  { platform, holders }: FindNeeds,
  after: string,
): Promise<{ through: string; events: number }> => {
  const pasts = holders.flatMap(({ past }) => past ?? []);
  let through = after;
  let events = 0;
  for (;;) {
    const done = await sealEvents(platform, pasts, { after: through, most: eventsAtATime });
    events += done.sealed;
    through = done.through;
    if (done.sealed > 0) sealedThrough.set(Number(through));
    if (done.looked < eventsAtATime) return { through, events };
    await platform.database.run(moved, through, false);
  }
};

const note = async ({ platform }: FindNeeds, { rows, events }: Count): Promise<void> => {
  platform.logger.info({ rows, events }, 'sealed personal data from before');
  await execute(platform, pastStream, {
    id: 'past',
    thread: { correlationId: 'past', actor: 'system:privacy' },
    decide: () => [pastSealed({ rows, events })],
  });
};

export const sealedPast = {
  name: 'privacy.seal_past',
  title: 'Seals what names people in old rows',
  payload: z.object({}),
};

/** Whether nothing is left that was written in the clear and is to be sealed. */
export const isPastSealed = async (sql: Sql): Promise<boolean> =>
  (await sql.rows<{ done: boolean }>(cursor))[0]?.done === true;

export const sealPast = (needs: FindNeeds) =>
  job({
    ...sealedPast,
    lane: 'slow',
    every: 3_600_000,
    run: async () => {
      const { platform } = needs;
      const [at] = await platform.database.rows<{ through: string; done: boolean }>(cursor);
      if (at?.done) return;
      const rows = await sealAllRows(needs);
      const { through, events } = await sealAllEvents(needs, at?.through ?? '0');
      const sealed = rows + events > 0;
      await platform.database.run(moved, through, !sealed && (await isOverlapOver(needs)));
      if (!sealed) return;
      await note(needs, { rows, events });
      const runAt = new Date(platform.clock.now().getTime() + 2_000);
      await platform.jobs.enqueue(
        sealedPast,
        {},
        { key: `after ${through}`, thread: { correlationId: 'past' }, runAt },
      );
    },
  });

/** Whether the first event that could be written by this version is old enough that no process of another runs any more. */
const isOverlapOver = async ({ platform: { database, clock } }: FindNeeds): Promise<boolean> => {
  const [migrated] = await database.rows<{ at: Date }>(
    `SELECT finished_at AS at FROM _prisma_migrations WHERE migration_name = '20261128034001_sealed_log'`,
  );
  return migrated !== undefined && clock.now().getTime() - migrated.at.getTime() > overlapMs;
};
