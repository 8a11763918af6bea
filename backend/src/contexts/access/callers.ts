/**
 * Who is asking: what a request or a socket shows, as the one `Caller` that everything else asks about. Each kind of proof
 * (a key, the session of a person, the cookie of a kiosk) has an identifier of its own.
 */
import { type Caller, seesMerchant } from '@gantry/shared/caller';
import type { Vertical } from '@gantry/shared/vocabulary/areas';
import { Refusal } from '../../kernel/errors.ts';
import { type Gate, type Shown, shownBy } from '../../platform/http/admission.ts';
import { type AccessKey, kioskRights, scopesOf, verticalsOf } from './access-key.ts';
import type { KeyRing } from './key-ring.ts';

const bearer = (header: string | undefined): string | undefined => /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];

/** In the sandbox everything on the wall is invented, so whoever reaches the port may look at it; nothing more. */
export const visitor = (demo: boolean, on: readonly Vertical[]): Caller => {
  const nobody = { id: 'anonymous', name: 'anonymous', merchant: null } as const;
  return demo
    ? { ...nobody, ...kioskRights, kind: 'kiosk', merchants: '*' }
    : { ...nobody, kind: 'anonymous', area: 'public', verticals: on, scopes: [], merchants: [] };
};

/** Whoever holds a key: of the verticals it holds, those that are switched on. */
export const callerOf = (key: AccessKey, on: readonly Vertical[]): Caller => ({
  id: key.keyId,
  name: key.name,
  kind: key.kind,
  area: key.kind === 'kiosk' ? kioskRights.area : key.area,
  verticals: verticalsOf(key).filter((vertical) => on.includes(vertical)),
  scopes: scopesOf(key),
  merchants: '*',
  merchant: null,
});

/**
 * One kind of proof: the caller it is of; undefined when nothing of its kind is shown. Throws a Refusal (401) for one that is
 * shown and opens nothing: its holder should know.
 */
export type Identifier = (shown: Shown, on: readonly Vertical[]) => Promise<Caller | undefined>;

/** Keys, as bearer tokens. */
export const keyIdentifier =
  (ring: KeyRing): Identifier =>
  async ({ authorization }, on) => {
    const secret = bearer(authorization);
    if (secret === undefined) return undefined;
    const key = await ring.find(secret);
    if (!key) throw new Refusal('unauthenticated', 'key_unknown', 'This key is not known, has expired or was revoked');
    return callerOf(key, on);
  };

/** A caller that speaks for one of its merchants. */
const speakingFor = (caller: Caller, merchant: string | undefined): Caller => {
  if (!merchant) return caller;
  if (!seesMerchant(caller, merchant))
    throw new Refusal('forbidden', 'merchant_needed', `This needs the merchant ${merchant}, which you do not serve`);
  return { ...caller, merchant };
};

export type CallerSource = { identifiers: readonly Identifier[]; demo: boolean; switchedOn(): readonly Vertical[] };

/** Finds out who is asking; the first identifier that knows the proof decides. Nobody's request is the visitor's. */
export const createIdentify =
  ({ identifiers, demo, switchedOn }: CallerSource) =>
  async (shown: Shown): Promise<Caller> => {
    const on = switchedOn();
    for (const identify of identifiers) {
      const caller = await identify(shown, on);
      if (caller) return speakingFor(caller, shown.merchant);
    }
    return visitor(demo, on);
  };

/** The gate of HTTP requests. */
export const createGate = (source: CallerSource): Gate => {
  const identify = createIdentify(source);
  return {
    identify: (request) => identify(shownBy(request)),
    isOn: (vertical) => source.switchedOn().includes(vertical),
  };
};

/** The gate of sockets: undefined for a proof that is none. */
export const identifySocket = (source: CallerSource) => {
  const identify = createIdentify(source);
  return async (shown: Shown): Promise<Caller | undefined> => {
    try {
      return await identify(shown);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
};
