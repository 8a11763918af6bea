/** Access: keys and who may do what. The first on the ladder: everything else stands on it. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { settingsStream } from '../../platform/settings/store.ts';
import { createGate, identifySocket, keyIdentifier } from './callers.ts';
import { watchEndedKeys } from './ended-keys.ts';
import { openKeyRing } from './key-ring.ts';
import { ensureAdminKey } from './keys.ts';
import { logRoutes } from './log/routes.ts';
import { openMerchantBook } from './merchants/merchant-book.ts';
import { merchantRoutes } from './merchants/routes.ts';
import { merchantStream } from './merchants/store.ts';
import type { Access } from './public.ts';
import { keyRoutes } from './routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { keyStream } from './store.ts';
import { switchedOn, verticalSwitches } from './verticals.ts';

export const access = context('access', ({ platform, settings }: { platform: Platform; settings: Settings }) => {
  const ring = openKeyRing(platform);
  const merchants = openMerchantBook(platform);
  const source = {
    identifiers: [keyIdentifier(ring)],
    demo: platform.config.demo,
    switchedOn: () => switchedOn(settings),
  };
  const open: Access = {
    gate: createGate(source),
    identifySocket: identifySocket(source),
    ensureAdminKey: (secret) => ensureAdminKey(platform, secret),
    onKeysEnded: (ended) => watchEndedKeys(platform, ended),
    merchants,
    onVerticalsChanged: (changed) => settings.onChange(verticalSwitches, changed),
  };
  return {
    streams: [keyStream, merchantStream, settingsStream],
    routes: [...keyRoutes, ...merchantRoutes(merchants), ...logRoutes, ...settingsRoutes(settings)],
    settings: [verticalSwitches],
    public: open,
    close: async () => {
      ring.close();
      merchants.close();
    },
  };
});
