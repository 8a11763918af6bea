/**
 * Finding a tracking link without having it: by order number, with an e-mail address or postal code as second factor.
 * Whoever guesses learns nothing: wrong and absent are one answer, made by the same work, and tries are counted.
 */
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { BodyOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { lookupTracking } from '@gantry/shared/api/tracking-page';
import { Refusal } from '../../../kernel/errors.ts';
import { digest } from '../../../kernel/ids.ts';
import { addressKey } from '../../../platform/http/limits.ts';
import { normalEmail, normalPostalCode } from '../../../platform/privacy/normal.ts';
import type { Privacy } from '../../../platform/privacy/privacy.ts';
import type { Carriers } from '../../carriers/public.ts';
import type { Orders, SecondFactors } from '../../orders/public.ts';
import type { Tracking } from '../../tracking/public.ts';
import type { PublicLimits } from './public-limits.ts';

type LookupRequest = BodyOf<typeof lookupTracking>;
type LookupReply = ReplyOf<typeof lookupTracking>;

export type LookupNeeds = {
  privacy: Pick<Privacy, 'searchHash'>;
  orders: Orders;
  carriers: Carriers;
  tracking: Tracking;
  limits: PublicLimits;
};

const bare = (written: string): string => written.replace(/^#\s*/, '');

/** As people write a number: with or without the mark some shops put before it. */
export const numbersMeant = (written: string): string[] => [bare(written), `#${bare(written)}`];

/** Twenty orders with two e-mail addresses and a postal code each: compared with as many hashes, however many there are. */
const comparisons = 60;

/** What is said as the hash that orders keep of it; undefined for what nobody can have. */
export const factorSaid = async (
  privacy: Pick<Privacy, 'searchHash'>,
  { email, postalCode }: Pick<LookupRequest, 'email' | 'postalCode'>,
): Promise<string | undefined> => {
  const kind = email === undefined ? 'postal_code' : 'email';
  const normal = email === undefined ? normalPostalCode(postalCode ?? '') : normalEmail(email);
  return normal === undefined ? undefined : privacy.searchHash(kind, normal);
};

/** The orders whose second factor is the one said. */
export const ordersMeant = (said: string | undefined, orders: readonly SecondFactors[]): string[] => {
  const wanted = digest(said ?? '');
  const known = orders.flatMap(({ orderId, hashes }) => hashes.map((hash) => ({ orderId, hash })));
  const meant = new Set<string>();
  for (let i = 0; i < Math.max(comparisons, known.length); i++) {
    const { orderId, hash } = known[i] ?? { orderId: '', hash: '-' };
    if (timingSafeEqual(digest(hash), wanted)) meant.add(orderId);
  }
  return [...meant];
};

const shipmentsOf = async (
  { tracking, carriers }: LookupNeeds,
  orderIds: readonly string[],
): Promise<LookupReply['items']> => {
  // Asked all the same when there is none: an order that does not exist must not be answered sooner.
  const links = await tracking.linksOf(orderIds.length > 0 ? orderIds : ['ord_none']);
  const labels = await carriers.connections.labels(links.map(({ carrier }) => carrier));
  return links.map(({ token, carrier, status }) => ({ token, carrier: labels.get(carrier) ?? carrier, status }));
};

/** No refusal is given sooner than this: what is left of a difference in the work cannot be seen in the time. */
const soonestMs = 120;

/**
 * The links of an order's shipments, newest first. `address` is the asker's. Throws TooMany beyond ten tries a quarter of
 * an hour from an address or five for an order number, and the same Refusal for a wrong second factor and an unknown order.
 */
export const lookup = async (needs: LookupNeeds, said: LookupRequest, address: string): Promise<LookupReply> => {
  const { limits } = needs;
  await limits.lookupsFrom.take(addressKey(address));
  await limits.lookupsOf.take(digest(bare(said.orderNumber).toLowerCase()).toString('base64url'));
  const soonest = pause(soonestMs);
  const factor = await factorSaid(needs.privacy, said);
  const orders = await needs.orders.secondFactors(numbersMeant(said.orderNumber));
  const orderIds = ordersMeant(factor, orders);
  const items = await shipmentsOf(needs, orderIds);
  if (orderIds.length > 0) return { items };
  await soonest;
  throw new Refusal('missing', 'no_match', 'No order has this number together with this e-mail address or postal code');
};
