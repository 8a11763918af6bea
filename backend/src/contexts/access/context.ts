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
import { createCallers, createGate, keyIdentifier } from './callers.ts';
import { watchEndedCallers } from './ended-callers.ts';
import { endedKeys, ensureAdminKey, keyProofs } from './keys.ts';
import { endedKiosks, kioskProofs } from './kiosks/kiosks.ts';
import { kioskRoutes } from './kiosks/routes.ts';
import { kioskIdentifier } from './kiosks/screen.ts';
import { kioskStream } from './kiosks/store.ts';
import { logRoutes } from './log/routes.ts';
import { mailJobs } from './mail/jobs.ts';
import { mailRoutes } from './mail/routes.ts';
import { openMerchantBook } from './merchants/merchant-book.ts';
import { merchantRoutes } from './merchants/routes.ts';
import { merchantStream } from './merchants/store.ts';
import { peopleRoutes } from './people/routes.ts';
import { personStream } from './people/store.ts';
import type { Access } from './public.ts';
import { openRing } from './ring.ts';
import { keyRoutes } from './routes.ts';
import { openDesk } from './sessions/desk.ts';
import { sweepSessionsJob } from './sessions/jobs.ts';
import { ownRoutes } from './sessions/own-routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { endedPeople, sessionIdentifier, sessionProofs } from './sessions/session-identifier.ts';
import { settingsRoutes } from './settings-routes.ts';
import { keyStream } from './store.ts';
import { isUsed, openUses } from './uses.ts';
import { switchedOn, verticalSwitches } from './verticals.ts';

type Needs = { platform: Platform; settings: Settings; analytics: Analytics };

export const access = context('access', ({ platform, settings, analytics }: Needs) => {
  const uses = openUses(platform);
  const rings = {
    keys: openRing(platform, keyProofs(platform)),
    sessions: openRing(platform, sessionProofs(platform)),
    kiosks: openRing(platform, kioskProofs(platform)),
  };
  const desk = openDesk(platform);
  const mail = mailJobs(platform);
  const merchants = openMerchantBook(platform);
  const analysts = openAnalysts(platform, uses);
  const source = {
    // Who signed in on a screen that was paired once is that person.
    identifiers: [
      keyIdentifier(rings.keys, (id) => uses.note({ id })),
      sessionIdentifier(rings.sessions, platform),
      kioskIdentifier(rings.kiosks, { clock: platform.clock, uses }),
    ],
    demo: platform.config.demo,
    publicOrigin: platform.config.publicOrigin,
    switchedOn: () => switchedOn(settings),
    isMerchant: async (name: string) => (await merchants.find(name)) !== undefined,
  };
  const callers = createCallers(source);
  const endings = [endedKeys(platform), endedKiosks(platform), endedPeople(platform)];
  const open: Access = {
    gate: createGate(callers, source),
    identifySocket: async (shown) => (await callers.identify(shown)).caller,
    seen: (ids) => {
      for (const id of ids.filter(isUsed)) uses.note({ id });
    },
    ensureAdminKey: (secret) => ensureAdminKey(platform, secret),
    onCallersEnded: (ended) =>
      watchEndedCallers(platform, endings, (ids) => {
        // A process that heard no call would believe what it remembers.
        for (const ring of Object.values(rings)) ring.forget();
        ended(ids);
      }),
    merchants,
    analysts,
    onVerticalsChanged: (changed) => settings.onChange(verticalSwitches, changed),
  };
  return {
    streams: [keyStream, kioskStream, personStream, merchantStream, analystStream, settingsStream],
    routes: [
      ...keyRoutes(callers, source),
      ...kioskRoutes(platform, callers, source),
      ...merchantRoutes(merchants),
      ...sessionRoutes(desk),
      ...ownRoutes(desk),
      ...peopleRoutes(desk, callers, source),
      ...analystRoutes(callers, source),
      ...logRoutes,
      ...mailRoutes,
      ...settingsRoutes(settings),
    ],
    jobs: [mail.send, mail.lookAfter, sweepSessionsJob(platform), keepServerUsersJob(platform, analytics)],
    settings: [verticalSwitches],
    public: open,
    close: async () => {
      for (const ring of Object.values(rings)) ring.close();
      merchants.close();
      mail.close();
      analysts.close();
      await Promise.all([uses.idle(), desk.idle()]);
    },
  };
});
