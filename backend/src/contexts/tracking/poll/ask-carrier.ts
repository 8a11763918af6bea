/**
 * One batch of numbers asked of a carrier: logged in where the carrier wants that, once more when the token was refused,
 * and what it answers recorded like any message, with `poll` as its witness.
 */
import type { Ask, CarrierReading, TrackAccess, TrackClient } from '../../../connectors/carriers/carrier.ts';
import { Upstream } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Opened } from '../../carriers/connections.ts';
import type { MapBook } from '../../carriers/map-book.ts';
import { recordMessages } from '../intake/record.ts';

export type Carrier = { opened: Opened; client: TrackClient };
type Token = { token: string; until: number };

/** Tokens of this process, by connection and credentials: a changed password needs a new login. */
const tokens = new WeakMap<Platform, Map<string, Token>>();
const tokensOf = (platform: Platform): Map<string, Token> => {
  const known = tokens.get(platform) ?? new Map<string, Token>();
  tokens.set(platform, known);
  return known;
};

const timeoutMs = 20_000;

const askThrough = (
  platform: Platform,
  { opened: { connection }, client }: Carrier,
  { secretBodies, count }: { secretBodies: boolean; count: () => Promise<void> },
): Ask => {
  return async (call, accept = []) => {
    await count();
    return platform.exchange.call({
      ...call,
      partner: connection.name,
      correlationId: `carrier:${connection.name}`,
      timeoutMs,
      accept,
      secretBodies,
      perSecond: connection.settings.pollPerSecond ?? client.quota.perSecond,
      untrusted: connection.settings.baseUrl !== undefined,
    });
  };
};

const baseUrlOf = ({ opened: { connection }, client }: Carrier): string =>
  (connection.settings.baseUrl ?? client.hosts[connection.settings.environment]).replace(/\/+$/, '');

const accessOf = (carrier: Carrier, now: Date, token?: string): TrackAccess => ({
  baseUrl: baseUrlOf(carrier),
  credentials: carrier.opened.credentials,
  settings: carrier.opened.connection.settings,
  now,
  ...(token === undefined ? {} : { token }),
});

const loggedIn = async (platform: Platform, carrier: Carrier, fresh: boolean): Promise<string | undefined> => {
  const { login } = carrier.client;
  if (!login) return undefined;
  const known = tokensOf(platform);
  const { connection, credentials } = carrier.opened;
  const key = JSON.stringify([connection.name, baseUrlOf(carrier), credentials]);
  const now = platform.clock.now();
  const hit = known.get(key);
  if (hit && !fresh && hit.until > now.getTime()) return hit.token;
  // A login costs no parcel's quota, and its bodies are secrets.
  const ask = askThrough(platform, carrier, { secretBodies: true, count: async () => undefined });
  const { token, expiresInSeconds } = await login(ask, accessOf(carrier, now));
  if (known.size > 1_000) known.clear();
  known.set(key, { token, until: now.getTime() + Math.max(30, expiresInSeconds - 60) * 1000 });
  return token;
};

const refusesToken = (error: unknown): boolean =>
  error instanceof Upstream && (error.code === 'http_401' || error.code === 'token_expired');

const track = async (
  platform: Platform,
  carrier: Carrier,
  { numbers, count }: { numbers: readonly string[]; count: () => Promise<void> },
): ReturnType<TrackClient['track']> => {
  const { client } = carrier;
  // Where every call carries its own credentials, its body may be made of them.
  const ask = askThrough(platform, carrier, { secretBodies: client.login === undefined, count });
  const once = async (fresh: boolean) =>
    client.track(ask, accessOf(carrier, platform.clock.now(), await loggedIn(platform, carrier, fresh)), numbers);
  try {
    return await once(false);
  } catch (error) {
    if (!client.login || !refusesToken(error)) throw error;
    return once(true);
  }
};

export type Asked = { reading: CarrierReading; recorded: number };

/**
 * Asks for at most the client's batch of numbers and records what it answers. `count` is called before each call that
 * costs quota. Throws an Upstream when the carrier fails; what it does not know is in the reading's problems.
 */
export const askCarrier = async (
  platform: Platform,
  carrier: Carrier,
  { numbers, maps, count }: { numbers: readonly string[]; maps: MapBook; count: () => Promise<void> },
): Promise<Asked> => {
  const { connection } = carrier.opened;
  const { reading, raw } = await track(platform, carrier, { numbers, count });
  const now = platform.clock.now();
  const map = await maps.of(connection);
  const replies = await recordMessages(
    platform,
    raw.map(({ body }) => ({
      messageId: newId('whk', now),
      connection,
      source: 'poll' as const,
      body: Buffer.from(body),
      receivedAt: now.toISOString(),
      map,
      asked: numbers,
    })),
  );
  return { reading, recorded: replies.reduce((sum, reply) => sum + reply.recorded, 0) };
};
