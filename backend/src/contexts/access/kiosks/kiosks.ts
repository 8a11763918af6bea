/** Adding, pairing and revoking kiosks. A link's code and a screen's token are 160 random bits each; we keep their SHA-256. */

import type { Caller } from '@gantry/shared/caller';
import type { KioskEvent } from '@gantry/shared/events/access/kiosks';
import { newId, newToken } from '../../../kernel/ids.ts';
import type { Platform } from '../../../platform/platform.ts';
import { execute } from '../../../platform/write/transact.ts';
import { kioskRights } from '../access-key.ts';
import { type EndedSource, tellCallersChanged } from '../ended-callers.ts';
import { type Act, type Doer, executeRecorded } from '../recorded.ts';
import { digestOf, type Proofs } from '../ring.ts';
import { lastUses } from '../uses.ts';
import { add, isAlive, type Kiosk, link, noSuchLink, pair, revoke, type SeenKiosk } from './kiosk.ts';
import { kioskRows, kioskStream } from './store.ts';

/** What a kiosk is to the tower: it reads what a wall shows. */
export const kioskCaller = ({ kioskId, name, merchants }: Pick<Kiosk, 'kioskId' | 'name' | 'merchants'>): Caller => ({
  id: kioskId,
  name,
  kind: 'kiosk',
  ...kioskRights,
  merchants,
  merchant: null,
});

/** A kiosk and the code of its link, which nobody can read again. */
export type LinkedKiosk = { kiosk: Kiosk; code: string };

const told =
  (act: 'kiosk_paired' | 'kiosk_revoked'): Act<Kiosk> =>
  ({ kioskId, name, merchants }) => ({ act, about: { id: kioskId, name, merchants } });

const linked = async (
  platform: Platform,
  command: { id: string; decide(kiosk: Kiosk | undefined): KioskEvent[] },
  { thread }: Pick<Doer, 'thread'>,
): Promise<Kiosk> => {
  const { state } = await execute(platform, kioskStream, { ...command, thread });
  if (!state) throw new Error('a kiosk with a link has a state');
  return state;
};

/** Adds a kiosk, with the link that pairs its screen. */
export const addKiosk = async (
  platform: Platform,
  wanted: Pick<Kiosk, 'name' | 'merchants'>,
  doer: Pick<Doer, 'thread'>,
): Promise<LinkedKiosk> => {
  const now = platform.clock.now();
  const code = newToken();
  const kioskId = newId('ksk', now);
  const decide = () => add({ ...wanted, kioskId, linkDigest: digestOf(code) }, now);
  return { kiosk: await linked(platform, { id: kioskId, decide }, doer), code };
};

/** Makes another link for a kiosk. Throws a Refusal for one that was revoked. */
export const linkKiosk = async (
  platform: Platform,
  kioskId: string,
  doer: Pick<Doer, 'thread'>,
): Promise<LinkedKiosk> => {
  const code = newToken();
  const decide = (kiosk: Kiosk | undefined) => link(kiosk, digestOf(code), platform.clock.now());
  return { kiosk: await linked(platform, { id: kioskId, decide }, doer), code };
};

/** Exchanges the code of a link for the token of a screen. Throws a Refusal (404) for a code that opens nothing. */
export const pairKiosk = async (
  platform: Platform,
  code: string,
  { address }: { address: string },
): Promise<{ kiosk: Kiosk; token: string }> => {
  const linkDigest = digestOf(code);
  const [found] = await kioskRows.list(platform.database, 'WHERE link_digest = $1', linkDigest);
  if (!found) throw noSuchLink();
  const token = newToken();
  const decide = (kiosk: Kiosk | undefined) =>
    pair(kiosk, { linkDigest, digest: digestOf(token) }, platform.clock.now());
  const kiosk = await executeRecorded(platform, kioskStream, {
    command: { id: found.kioskId, decide },
    doer: { by: kioskCaller(found), address, thread: { correlationId: 'access', actor: found.kioskId } },
    act: told('kiosk_paired'),
  });
  // The screen before this one goes dark now.
  tellCallersChanged(platform);
  return { kiosk, token };
};

/** Revokes a kiosk at once. Revoking it again changes nothing. */
export const revokeKiosk = async (platform: Platform, kioskId: string, doer: Doer): Promise<Kiosk> => {
  const decide = (kiosk: Kiosk | undefined) => revoke(kiosk, platform.clock.now());
  const kiosk = await executeRecorded(platform, kioskStream, {
    command: { id: kioskId, decide },
    doer,
    act: told('kiosk_revoked'),
  });
  tellCallersChanged(platform);
  return kiosk;
};

/** Kiosks as proofs, by the tokens of their screens. */
export const kioskProofs = ({ database }: Pick<Platform, 'database'>): Proofs<SeenKiosk> => ({
  find: async (digest) => {
    const [kiosk] = await kioskRows.list(database, 'WHERE digest = $1', digest);
    if (!kiosk) return undefined;
    const use = (await lastUses(database, [kiosk.kioskId])).get(kiosk.kioskId);
    return { ...kiosk, lastSeenAt: use?.lastUsedAt ?? null };
  },
  isAlive,
});

/** Kiosks that were revoked, or whose screen is another one. */
export const endedKiosks =
  ({ database }: Pick<Platform, 'database'>): EndedSource =>
  async (since) =>
    (await kioskRows.list(database, 'WHERE revoked_at >= $1 OR paired_at >= $1', since)).map(({ kioskId }) => kioskId);
