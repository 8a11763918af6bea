/** A kiosk: a screen that shows a wall without anybody signed in. Its state, its fold and what may happen to it. Pure. */
import {
  type KioskEvent,
  kioskAdded,
  kioskLinked,
  kioskPaired,
  kioskRevoked,
} from '@gantry/shared/events/access/kiosks';
import { fold } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import type { HeldMerchants } from '../access-key.ts';

export type Kiosk = {
  kioskId: string;
  name: string;
  merchants: HeldMerchants;
  /** Of the link that waits to be opened, until when. */
  linkDigest: string | null;
  linkUntil: string | null;
  /** Of the token that the paired screen holds. */
  digest: string | null;
  createdAt: string;
  pairedAt: string | null;
  revokedAt: string | null;
};

const unlinked = { linkDigest: null, linkUntil: null };

export const evolve = fold<Kiosk, KioskEvent>({
  'access.kiosk_added': {
    begin: (added, { occurredAt }) => ({
      ...added,
      digest: null,
      createdAt: occurredAt,
      pairedAt: null,
      revokedAt: null,
    }),
  },
  'access.kiosk_linked': (kiosk, { linkDigest, linkUntil }) => ({ ...kiosk, linkDigest, linkUntil }),
  'access.kiosk_paired': (kiosk, { digest }, { occurredAt }) => ({
    ...kiosk,
    ...unlinked,
    digest,
    pairedAt: occurredAt,
  }),
  'access.kiosk_revoked': (kiosk, _, { occurredAt }) => ({
    ...kiosk,
    ...unlinked,
    digest: null,
    revokedAt: occurredAt,
  }),
});

const dayMs = 86_400_000;
/** A link that nobody opened opens nothing after so long. */
const linkMs = dayMs;
/** A screen that was dark for so long stays dark. */
export const tokenMs = 90 * dayMs;

export const noSuchKiosk = (): Refusal => new Refusal('missing', 'no_such_kiosk', 'There is no such kiosk');
/** The same for a code that never was, was used, has expired or was replaced. */
export const noSuchLink = (): Refusal =>
  new Refusal('missing', 'no_such_link', 'This link was used, has expired or was replaced: make another');

const linkUntil = (now: Date): string => new Date(now.getTime() + linkMs).toISOString();
const at = (now: Date) => ({ occurredAt: now.toISOString() });

export const add = (
  added: Pick<Kiosk, 'kioskId' | 'name' | 'merchants'> & { linkDigest: string },
  now: Date,
): KioskEvent[] => [kioskAdded({ ...added, linkUntil: linkUntil(now) }, at(now))];

/** Another link. The screen that is paired shows on until the new one is. */
export const link = (kiosk: Kiosk | undefined, linkDigest: string, now: Date): KioskEvent[] => {
  if (!kiosk) throw noSuchKiosk();
  if (kiosk.revokedAt) throw new Refusal('conflict', 'kiosk_revoked', 'This kiosk was revoked: add another');
  return [kioskLinked({ kioskId: kiosk.kioskId, linkDigest, linkUntil: linkUntil(now) }, at(now))];
};

/** True while the link of a kiosk may be opened. */
const isLinked = ({ linkUntil }: Kiosk, now: Date): boolean =>
  linkUntil !== null && Date.parse(linkUntil) > now.getTime();

/** The screen that opened the link holds the token of `digest` from now on; whichever held one before is dark. */
export const pair = (
  kiosk: Kiosk | undefined,
  { linkDigest, digest }: { linkDigest: string; digest: string },
  now: Date,
): KioskEvent[] => {
  if (!kiosk || kiosk.linkDigest !== linkDigest || !isLinked(kiosk, now)) throw noSuchLink();
  return [kioskPaired({ kioskId: kiosk.kioskId, digest }, at(now))];
};

export const revoke = (kiosk: Kiosk | undefined, now: Date): KioskEvent[] => {
  if (!kiosk) throw noSuchKiosk();
  return kiosk.revokedAt ? [] : [kioskRevoked({ kioskId: kiosk.kioskId }, at(now))];
};

export const stateOf = ({ revokedAt, digest }: Kiosk): 'waiting' | 'paired' | 'revoked' =>
  revokedAt ? 'revoked' : digest ? 'paired' : 'waiting';

/** A kiosk, and when its screen last showed that it is there. */
export type SeenKiosk = Kiosk & { lastSeenAt: string | null };

/** True while the token of a digest opens anything. */
export const isAlive = (kiosk: SeenKiosk, digest: string, now: Date): boolean => {
  if (kiosk.digest !== digest || kiosk.pairedAt === null) return false;
  const seen = Math.max(Date.parse(kiosk.pairedAt), kiosk.lastSeenAt ? Date.parse(kiosk.lastSeenAt) : 0);
  return now.getTime() < seen + tokenMs;
};
