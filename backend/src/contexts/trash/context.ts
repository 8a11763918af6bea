/** The Trash: what failed for good, and how it goes on. Last on the ladder: it may call every intake again. */
import { context, type Resumer } from '../../platform/context.ts';
import { reactionGroup } from '../../platform/log/reaction.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { growthStream } from '../../platform/trash/growth.ts';
import { jobResumer, subscriberResumer } from '../../platform/trash/resumers.ts';
import { trash as trashStream } from '../../platform/trash.ts';
import type { Access } from '../access/public.ts';
import type { Orders } from '../orders/public.ts';
import { trashAudit } from './audit.ts';
import { trashAlerts } from './growth/alerts.ts';
import { growthTroubles } from './growth/reading.ts';
import { judgeGrowthJob } from './growth/watch.ts';
import { resumption } from './resume.ts';
import { trashRoutes } from './routes.ts';
import { endReasonsJob } from './runs/keeping.ts';
import { runRoutes } from './runs/routes.ts';
import { runStream } from './runs/store.ts';
import { runJobs, runReactions } from './runs/work.ts';
import type { TrashNeeds } from './shown.ts';

type Needs = {
  platform: Platform;
  settings: Settings;
  access: Access;
  orders: Orders;
  /** How every other context takes its own messages up again. */
  resumers: readonly Resumer[];
};

export const trash = context('trash', ({ platform, settings, access, orders, resumers }: Needs) => {
  const byHandler = new Map(resumers.map((resumer) => [resumer.handler, resumer]));
  const alerts = () => settings.read(trashAlerts);
  const needs: TrashNeeds = { platform, access, orders, resumers: byHandler, alerts };
  const reactions = [
    reactionGroup('trash.resume', {
      title: 'Tries messages of the Trash again',
      reactions: [resumption(platform, byHandler)],
    }),
    runReactions(platform),
  ];
  const jobs = [...runJobs(platform), endReasonsJob(platform), judgeGrowthJob(platform, alerts)];
  // Its own work may fail as well.
  for (const own of [...reactions.map(subscriberResumer), ...jobs.map(jobResumer)]) byHandler.set(own.handler, own);
  return {
    streams: [trashStream, runStream, growthStream],
    routes: [...trashRoutes(needs), ...runRoutes(needs)],
    reactions,
    jobs,
    settings: [trashAlerts],
    audit: [trashAudit(platform)],
    public: { handlers: byHandler, troubles: () => growthTroubles(platform) },
  };
});
