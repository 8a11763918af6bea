/**
 * Who is asking: what a request or a socket shows, as the one `Caller` that everything else asks about. Each kind of proof
 * (a key, the session of a person, the cookie of a kiosk) has an identifier of its own.
 */
import { type Caller, seesMerchant } from '@gantry/shared/caller';
import type { Vertical } from '@gantry/shared/vocabulary/areas';
import { Refusal } from '../../kernel/errors.ts';
import { type Gate, isSecureRequest, type Shown, shownBy } from '../../platform/http/admission.ts';
import { type Cookie, cookieText } from '../../platform/http/browser/cookies.ts';
import { type AccessKey, kioskRights, scopesOf, verticalsOf } from './access-key.ts';
import type { Ring } from './ring.ts';

const bearer = (header: string | undefined): string | undefined => /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];

/** True for a key that is shown otherwise than as a bearer token; what else stands there (Basic) is a proxy's. */
const isMisplacedKey = (header: string | undefined): boolean => /^(?:\S+\s+)?gk_\S*$/i.test(header?.trim() ?? '');

/** In the sandbox everything on the wall is invented, so whoever reaches the port may look at it; nothing more. */
export const visitor = (demo: boolean, on: readonly Vertical[]): Caller => {
  const nobody = { id: 'anonymous', name: 'anonymous', merchant: null } as const;
  return demo
    ? { ...nobody, ...kioskRights, kind: 'kiosk', merchants: '*' }
    : { ...nobody, kind: 'anonymous', area: 'public', verticals: on, scopes: [], merchants: [] };
};

/** Whoever holds a key, with every vertical it holds. */
export const callerOf = (key: AccessKey): Caller => ({
  id: key.keyId,
  name: key.name,
  kind: key.kind,
  area: key.kind === 'kiosk' ? kioskRights.area : key.area,
  verticals: verticalsOf(key),
  scopes: scopesOf(key),
  merchants: key.merchants,
  merchant: null,
});

/**
 * What a proof says: who shows it, with every vertical they hold, and the cookie that takes the place of theirs; or that it
 * has ended, and how to say so.
 */
export type Identified = { caller: Caller; renewed?: Cookie | undefined } | { ended: Refusal };

/**
 * One kind of proof; undefined when nothing of its kind is shown. Throws a Refusal (401) for one that its holder chose to
 * show and that opens nothing; one that browsers send unasked is `ended` instead.
 */
export type Identifier = (shown: Shown) => Promise<Identified | undefined>;

/** Keys, as bearer tokens. */
export const keyIdentifier =
  (ring: Pick<Ring<AccessKey>, 'find'>, used: (keyId: string) => void): Identifier =>
  async ({ authorization }) => {
    const secret = bearer(authorization);
    if (secret === undefined) {
      if (isMisplacedKey(authorization))
        throw new Refusal('unauthenticated', 'key_misplaced', 'Write a key as “Authorization: Bearer gk_…”');
      return undefined;
    }
    const key = await ring.find(secret);
    if (!key) throw new Refusal('unauthenticated', 'key_unknown', 'This key is not known, has expired or was revoked');
    used(key.keyId);
    return { caller: callerOf(key) };
  };

export type CallerSource = {
  identifiers: readonly Identifier[];
  demo: boolean;
  switchedOn(): readonly Vertical[];
  /** Whether there is a merchant of that name. */
  isMerchant(name: string): Promise<boolean>;
};

/** A caller that speaks for one of its merchants. Whether another exists is told to nobody. */
const speakingFor = async (
  { isMerchant }: Pick<CallerSource, 'isMerchant'>,
  caller: Caller,
  merchant: string | undefined,
): Promise<Caller> => {
  if (!merchant) return caller;
  if (!seesMerchant(caller, merchant) || !(await isMerchant(merchant)))
    throw new Refusal('forbidden', 'merchant_needed', 'You do not serve the merchant that Gantry-Merchant names');
  return { ...caller, merchant };
};

export type Callers = {
  /**
   * Who shows this; the first identifier that knows the proof decides, and nobody's request is the visitor's. `open`: where
   * nobody is asked for, so that a proof that has ended is nobody's.
   */
  identify(shown: Shown, open?: boolean): Promise<{ caller: Caller; renewed?: Cookie | undefined }>;
  /** The verticals that an identified caller holds, switched on here or not. */
  verticalsHeldBy(caller: Caller): readonly Vertical[];
};

export const createCallers = (source: CallerSource): Callers => {
  const held = new WeakMap<Caller, readonly Vertical[]>();
  const narrowed = async (caller: Caller, { merchant }: Pick<Shown, 'merchant'>): Promise<Caller> => {
    const on = source.switchedOn();
    const verticals = caller.verticals.filter((vertical) => on.includes(vertical));
    const speaking = await speakingFor(source, { ...caller, verticals }, merchant);
    held.set(speaking, caller.verticals);
    return speaking;
  };
  return {
    identify: async (shown, open = false) => {
      let ended: Refusal | undefined;
      for (const identify of source.identifiers) {
        const identified = await identify(shown);
        if (identified && 'caller' in identified)
          return { ...identified, caller: await narrowed(identified.caller, shown) };
        ended ??= identified?.ended;
      }
      if (ended && !open) throw ended;
      const nobody = visitor(source.demo, source.switchedOn());
      return { caller: source.demo ? await narrowed(nobody, shown) : nobody };
    },
    verticalsHeldBy: (caller) => held.get(caller) ?? caller.verticals,
  };
};

/** The gate of HTTP requests. */
export const createGate = (
  { identify }: Pick<Callers, 'identify'>,
  { switchedOn, publicOrigin }: Pick<CallerSource, 'switchedOn'> & { publicOrigin: string | null },
): Gate => ({
  identify: async (request, { area }) => {
    const { caller, renewed } = await identify(shownBy(request, publicOrigin), area === 'public');
    if (renewed) request.res?.append('Set-Cookie', cookieText(renewed, isSecureRequest(request, publicOrigin)));
    return caller;
  },
  isOn: (vertical) => switchedOn().includes(vertical),
});
