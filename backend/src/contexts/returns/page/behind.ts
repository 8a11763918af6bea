/** The order behind a tracking link: who holds the link asks for returns of it, and of nothing else. */
import { Refusal } from '../../../kernel/errors.ts';
import { addressKey } from '../../../platform/http/limits.ts';
import { merchantOf, orderOfLink } from '../../tracking/public.ts';
import type { ReturnNeeds } from '../needs.ts';
import type { PageLimits } from './limits.ts';

export type OrderBehind = { orderId: string; merchant: string };

const noLink = (): Refusal => new Refusal('missing', 'no_such_link', 'This tracking link is not known');

/** Throws a Refusal for a link that is not known, and TooMany when an address tries many such. */
export const orderBehind = async (
  { platform: { database }, tracking }: ReturnNeeds,
  limits: PageLimits,
  { token, address }: { token: string; address: string },
): Promise<OrderBehind> => {
  const from = addressKey(address);
  await limits.missesFrom.look(from);
  const id = await tracking.idByToken(token);
  const [tracked] = id === undefined ? [] : await tracking.read(database, [id]);
  if (tracked) return { orderId: orderOfLink(tracked.plan, token).orderId, merchant: merchantOf(tracked) };
  await limits.missesFrom.take(from);
  throw noLink();
};
