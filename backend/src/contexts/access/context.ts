/** Access: people, keys and who may do what. The first on the ladder: everything else stands on it. */
import type { Analytics } from '@gantry/analytics/client';
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { settingsStream } from '../../platform/settings/store.ts';
import { analystRoutes } from './analysts/routes.ts';
import { keepServerUsersJob } from './analysts/server-users.ts';
import { openAnalysts } from './analysts/sign-in.ts';
import { analystStream } from './analysts/store.ts';
import { createGate, identifySocket, keyIdentifier } from './callers.ts';
import { watchEndedKeys } from './ended-keys.ts';
import { openKeyRing } from './key-ring.ts';
import { ensureAdminKey } from './keys.ts';
import { logRoutes } from './log/routes.ts';
import { mailJobs } from './mail/jobs.ts';
import { mailRoutes } from './mail/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { personStream } from './people/store.ts';
import type { Access } from './public.ts';
import { keyRoutes } from './routes.ts';
import { watchChangedPeople } from './sessions/changed-people.ts';
import { openDesk } from './sessions/desk.ts';
import { sweepSessionsJob } from './sessions/jobs.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { openSessionRing, sessionIdentifier } from './sessions/session-ring.ts';
import { settingsRoutes } from './settings-routes.ts';
import { keyStream } from './store.ts';
import { switchedOn, verticalSwitches } from './verticals.ts';

type Needs = { platform: Platform; settings: Settings; analytics: Analytics };

export const access = context('access', ({ platform, settings, analytics }: Needs) => {
  const ring = openKeyRing(platform);
  const sessions = openSessionRing(platform);
  const desk = openDesk(platform);
  const mail = mailJobs(platform);
  const analysts = openAnalysts(platform);
  const source = {
    identifiers: [keyIdentifier(ring), sessionIdentifier(sessions)],
    demo: platform.config.demo,
    switchedOn: () => switchedOn(settings),
  };
  const open: Access = {
    gate: createGate(source),
    identifySocket: identifySocket(source),
    ensureAdminKey: (secret) => ensureAdminKey(platform, secret),
    onKeysEnded: (ended) => watchEndedKeys(platform, ended),
    onPeopleChanged: (changed) => watchChangedPeople(platform, sessions, changed),
    analysts,
    onVerticalsChanged: (changed) => settings.onChange(verticalSwitches, changed),
  };
  return {
    streams: [keyStream, personStream, analystStream, settingsStream],
    routes: [
      ...keyRoutes,
      ...sessionRoutes(desk),
      ...peopleRoutes(desk),
      ...analystRoutes,
      ...logRoutes,
      ...mailRoutes,
      ...settingsRoutes(settings),
    ],
    jobs: [...mail.jobs, sweepSessionsJob(platform), keepServerUsersJob(platform, analytics)],
    settings: [verticalSwitches],
    public: open,
    close: async () => {
      ring.close();
      sessions.close();
      mail.close();
      analysts.close();
    },
  };
});
