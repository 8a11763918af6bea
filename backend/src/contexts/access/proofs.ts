/** Every kind of proof by which somebody is known here (keys, sessions, screens), what is remembered of them, and how they end. */
import type { Platform } from '../../platform/platform.ts';
import { type CallerSource, type Callers, createCallers, createGate, keyIdentifier } from './callers.ts';
import { watchEndedCallers } from './ended-callers.ts';
import { endedKeys, keyProofs } from './keys.ts';
import { endedKiosks, kioskProofs } from './kiosks/kiosks.ts';
import { kioskIdentifier } from './kiosks/screen.ts';
import type { Access } from './public.ts';
import { openRing } from './ring.ts';
import { endedPeople, sessionIdentifier, sessionProofs } from './sessions/session-identifier.ts';
import { isUsed, openUses, type Uses } from './uses.ts';

export type ProofsHere = Pick<Access, 'gate' | 'identifySocket' | 'seen' | 'onCallersEnded'> & {
  callers: Callers;
  /** When each was used last. */
  uses: Uses;
  close(): Promise<void>;
};

/** Opens the proofs of a process. */
export const openProofs = (platform: Platform, here: Pick<CallerSource, 'switchedOn' | 'isMerchant'>): ProofsHere => {
  const { clock, config } = platform;
  const uses = openUses(platform);
  const keys = openRing(platform, keyProofs(platform));
  const sessions = openRing(platform, sessionProofs(platform));
  const kiosks = openRing(platform, kioskProofs(platform));
  const rings = [keys, sessions, kiosks];
  const endings = [endedKeys(platform), endedKiosks(platform), endedPeople(platform)];
  const callers = createCallers({
    ...here,
    // Who signed in on a screen that was paired once is that person.
    identifiers: [
      keyIdentifier(keys, (id) => uses.note({ id })),
      sessionIdentifier(sessions, platform),
      kioskIdentifier(kiosks, { clock, uses }),
    ],
    demo: config.demo,
  });
  return {
    callers,
    uses,
    gate: createGate(callers, { ...here, publicOrigin: config.publicOrigin }),
    identifySocket: async (shown) => (await callers.identify(shown)).caller,
    seen: (ids) => {
      for (const id of ids.filter(isUsed)) uses.note({ id });
    },
    onCallersEnded: (ended) =>
      watchEndedCallers(platform, endings, (ids) => {
        // A process that heard no call would believe what it remembers.
        for (const ring of rings) ring.forget();
        ended(ids);
      }),
    close: async () => {
      for (const ring of rings) ring.close();
      await uses.idle();
    },
  };
};
