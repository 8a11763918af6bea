/** Access: keys and who may do what. The first on the ladder: everything else stands on it. */
import type { Context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { settingsStream } from '../../platform/settings/store.ts';
import { createGate, identifySocket } from './callers.ts';
import { watchEndedKeys } from './ended-keys.ts';
import { openKeyRing } from './key-ring.ts';
import { ensureAdminKey } from './keys.ts';
import type { Access } from './public.ts';
import { keyRoutes } from './routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { accessKeys } from './store.ts';
import { switchedOn, verticalSwitches } from './verticals.ts';

export type OpenedAccess = { context: Context; public: Access; close(): void };

/** Opens access for one process: its ring of keys, its gates, and the switches of this installation. */
export const openAccess = (platform: Platform, settings: Settings): OpenedAccess => {
  settings.declare([verticalSwitches]);
  const ring = openKeyRing(platform);
  const source = { ring, demo: platform.config.demo, switchedOn: () => switchedOn(settings) };
  return {
    context: {
      name: 'access',
      streams: [accessKeys as never, settingsStream as never],
      routes: [...keyRoutes, ...settingsRoutes(settings)],
    },
    public: {
      gate: createGate(source),
      identifySocket: identifySocket(source),
      ensureAdminKey: (secret) => ensureAdminKey(platform, secret),
      onKeyEnded: (ended) => watchEndedKeys(platform, ended),
      onVerticalsChanged: (changed) => settings.onChange(verticalSwitches, changed),
    },
    close: ring.close,
  };
};
