/** Judges every minute whether the Trash holds more than is usual: of each merchant, and of all together. */
import { z } from 'zod';
import type { Platform } from '../../../platform/platform.ts';
import { type TrashVolume, trashVolumes } from '../../../platform/trash/figures.ts';
import { everybodys, growthRows, growthStream } from '../../../platform/trash/growth.ts';
import { job } from '../../../platform/work/jobs.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { type Alerts, exceededBy, judge, together } from './alerts.ts';

const nothing = { open: 0, lastHour: 0, oldest: null };

/** Judges the Trash now. */
export const judgeGrowth = async (platform: Platform, limits: Alerts): Promise<void> => {
  const { database, clock } = platform;
  const now = clock.now();
  const volumes = await trashVolumes(database, now);
  const known = await growthRows.list(database, 'WHERE since IS NOT NULL');
  const judged: TrashVolume[] = [
    together(volumes),
    ...volumes.filter(({ merchant }) => merchant !== ''),
    ...known.flatMap(({ whose }) =>
      whose === everybodys || volumes.some(({ merchant }) => merchant === whose)
        ? []
        : [{ merchant: whose, ...nothing }],
    ),
  ];
  const before = new Map(known.map((growth) => [growth.whose, growth]));
  const news = judged.flatMap(({ merchant: whose, ...volume }) => {
    const decide = judge({ whose, exceeded: exceededBy(volume, limits, now) }, now);
    return decide(before.get(whose)).length > 0 ? [{ id: whose, decide }] : [];
  });
  if (news.length === 0) return;
  const ids = news.map(({ id }) => id);
  await transact(platform, hold(growthStream, ids), async ({ apply }) => {
    const thread = { correlationId: 'trash.growth', actor: 'system:trash' };
    allDone(
      await apply(
        growthStream,
        news.map((one) => ({ ...one, thread })),
      ),
    );
  });
};

export const judgeGrowthJob = (platform: Platform, alerts: () => Alerts) =>
  job({
    name: 'trash.judge_growth',
    title: 'Every minute: whether the Trash grows',
    payload: z.object({}),
    lane: 'fast',
    every: 60_000,
    run: () => judgeGrowth(platform, alerts()),
  });
