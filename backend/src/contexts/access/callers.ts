/** Who is asking: the bearer key of a request, or the key of a socket, as the one `Caller` that everything else asks about. */
import { type Caller, mainMerchant } from '@gantry/shared/caller';
import type { Vertical } from '@gantry/shared/vocabulary/areas';
import type { Request } from 'express';
import { Refusal } from '../../kernel/errors.ts';
import type { Gate } from '../../platform/http/admission.ts';
import { type AccessKey, kioskRights, scopesOf, verticalsOf } from './access-key.ts';
import type { KeyRing } from './key-ring.ts';

const bearer = (header: string | undefined): string | undefined => /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];

/** In the sandbox everything on the wall is invented, so whoever reaches the port may look at it; nothing more. */
export const visitor = (demo: boolean, on: readonly Vertical[]): Caller => {
  const nobody = { id: 'anonymous', name: 'anonymous', merchant: mainMerchant };
  return demo
    ? { ...nobody, ...kioskRights, kind: 'kiosk' }
    : { ...nobody, kind: 'anonymous', area: 'public', verticals: on, scopes: [] };
};

/** Whoever holds a key: of the verticals it holds, those that are switched on. */
export const callerOf = (key: AccessKey, on: readonly Vertical[]): Caller => ({
  id: key.keyId,
  name: key.name,
  kind: key.kind,
  area: key.kind === 'kiosk' ? kioskRights.area : key.area,
  verticals: verticalsOf(key).filter((vertical) => on.includes(vertical)),
  scopes: scopesOf(key),
  merchant: mainMerchant,
});

export type CallerSource = { ring: KeyRing; demo: boolean; switchedOn(): readonly Vertical[] };

/** The gate of HTTP requests. A wrong key is refused even where none is needed: its holder should know. */
export const createGate = ({ ring, demo, switchedOn }: CallerSource): Gate => ({
  identify: async (request: Request) => {
    const secret = bearer(request.get('authorization'));
    if (secret === undefined) return visitor(demo, switchedOn());
    const key = await ring.find(secret);
    if (!key) throw new Refusal('unauthenticated', 'key_unknown', 'This key is not known, has expired or was revoked');
    return callerOf(key, switchedOn());
  },
  isOn: (vertical) => switchedOn().includes(vertical),
});

/** The gate of sockets: undefined for a key that is none. */
export const identifySocket =
  ({ ring, demo, switchedOn }: CallerSource) =>
  async (secret: string | undefined): Promise<Caller | undefined> => {
    if (secret === undefined) return visitor(demo, switchedOn());
    const key = await ring.find(secret);
    return key && callerOf(key, switchedOn());
  };
