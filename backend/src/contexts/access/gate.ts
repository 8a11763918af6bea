/**
 * Who is asking: the bearer key of a request or a socket, looked up and remembered for a few seconds so that a busy
 * client does not ask the database each time. A revocation clears the memory in every process at once.
 */
import { mainMerchant, type Caller as SocketCaller } from '@gantry/shared/caller';
import { verticals } from '@gantry/shared/vocabulary/areas';
import type { Request } from 'express';
import { Refusal } from '../../kernel/errors.ts';
import type { Caller, Gate } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccessKey } from './access-key.ts';
import { findKey } from './keys.ts';

const rememberMs = 5_000;
const mostRemembered = 5_000;

export type KeyRing = { find(secret: string): Promise<AccessKey | undefined> };

/** Looks keys up with a short memory. */
export const createKeyRing = (platform: Platform): KeyRing => {
  const known = new Map<string, { until: number; key: AccessKey | undefined }>();
  platform.signals.on('keys', () => known.clear());
  return {
    find: async (secret) => {
      const now = Date.now();
      const hit = known.get(secret);
      if (hit && hit.until > now) return hit.key;
      const key = await findKey(platform, secret);
      if (known.size >= mostRemembered) known.clear();
      known.set(secret, { until: now + rememberMs, key });
      return key;
    },
  };
};

const bearer = (header: string | undefined): string | undefined => /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];

/** In the sandbox everything on the wall is invented, so whoever reaches the port may look at it; nothing more. */
const visitor = (demo: boolean): Caller => ({
  id: 'anonymous',
  name: 'anonymous',
  area: demo ? 'personal' : 'public',
  kind: demo ? 'kiosk' : 'anonymous',
});

/** The gate of HTTP requests. A wrong key is refused even where none is needed: its holder should know. */
export const createGate =
  (platform: Platform, ring: KeyRing): Gate =>
  async (request: Request) => {
    const secret = bearer(request.get('authorization'));
    if (secret === undefined) return visitor(platform.config.demo);
    const key = await ring.find(secret);
    if (!key) throw new Refusal('unauthenticated', 'key_unknown', 'This key is not known, has expired or was revoked');
    return { id: key.keyId, name: key.name, area: key.area, kind: key.kind };
  };

/** The gate of sockets. */
export const identifySocket =
  (platform: Platform, ring: KeyRing) =>
  async (secret: string | undefined): Promise<SocketCaller | undefined> => {
    const key = secret === undefined ? undefined : await ring.find(secret);
    if (secret !== undefined && !key) return undefined;
    const caller = key
      ? { id: key.keyId, name: key.name, area: key.area, kind: key.kind }
      : visitor(platform.config.demo);
    return { ...caller, verticals, scopes: ['*'], merchant: mainMerchant };
  };
