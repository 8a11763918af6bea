/** Access: who is asking and what they may do. The first on the ladder: everything else stands on it. */
import type { Analytics } from '@gantry/analytics/client';
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { settingsStream } from '../../platform/settings/store.ts';
import { analystRoutes } from './analysts/routes.ts';
import { keepServerUsersJob } from './analysts/server-users.ts';
import { openAnalysts } from './analysts/sign-in.ts';
import { analystStream } from './analysts/store.ts';
import { ensureAdminKey } from './keys.ts';
import { kioskRoutes } from './kiosks/routes.ts';
import { kioskStream } from './kiosks/store.ts';
import { exportsOf, namesOf } from './log/queries.ts';
import { logRoutes } from './log/routes.ts';
import { mailJobs } from './mail/jobs.ts';
import { mailRoutes } from './mail/routes.ts';
import { openMerchantBook } from './merchants/merchant-book.ts';
import { merchantRoutes } from './merchants/routes.ts';
import { merchantStream } from './merchants/store.ts';
import { peopleRoutes } from './people/routes.ts';
import { personStream } from './people/store.ts';
import { openProofs } from './proofs.ts';
import type { Access } from './public.ts';
import { keyRoutes } from './routes.ts';
import { openDesk } from './sessions/desk.ts';
import { sweepSessionsJob } from './sessions/jobs.ts';
import { ownRoutes } from './sessions/own-routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { keyStream } from './store.ts';
import { switchedOn, verticalSwitches } from './verticals.ts';

type Needs = { platform: Platform; settings: Settings; analytics: Analytics };

export const access = context('access', ({ platform, settings, analytics }: Needs) => {
  const desk = openDesk(platform);
  const mail = mailJobs(platform);
  const merchants = openMerchantBook(platform);
  const here = {
    switchedOn: () => switchedOn(settings),
    isMerchant: async (name: string) => (await merchants.find(name)) !== undefined,
  };
  const { callers, uses, close, ...proofs } = openProofs(platform, here);
  const analysts = openAnalysts(platform, uses);
  const open: Access = {
    ...proofs,
    merchants,
    ensureAdminKey: (secret) => ensureAdminKey(platform, secret),
    analysts,
    namesOf: (ids) => namesOf(platform.database, ids),
    exportsOf: (subjectId) => exportsOf(platform.database, subjectId),
    onVerticalsChanged: (changed) => settings.onChange(verticalSwitches, changed),
  };
  return {
    streams: [keyStream, kioskStream, personStream, merchantStream, analystStream, settingsStream],
    routes: [
      ...keyRoutes(callers, here),
      ...kioskRoutes(platform, callers, here),
      ...merchantRoutes(merchants),
      ...sessionRoutes(desk),
      ...ownRoutes(desk),
      ...peopleRoutes(desk, callers, here),
      ...analystRoutes(desk, callers, here),
      ...logRoutes,
      ...mailRoutes,
      ...settingsRoutes(settings),
    ],
    jobs: [mail.send, mail.lookAfter, sweepSessionsJob(platform), keepServerUsersJob(platform, analytics)],
    resumers: [mail.resumer],
    settings: [verticalSwitches],
    public: open,
    close: async () => {
      merchants.close();
      mail.close();
      analysts.close();
      await Promise.all([close(), desk.idle()]);
    },
  };
});
