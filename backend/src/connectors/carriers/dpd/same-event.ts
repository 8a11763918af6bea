/**
 * DPD's push and its track answer have different words for one event (`delivery_customer`, `Delivered`), and only one of
 * them names the town. What both share is what happened and the minute by the depot's clock: that makes it one scan.
 */

import type { SentTime } from '../../wire/time.ts';
import type { SentScan } from '../reading.ts';

const words: Record<string, string> = {
  start_order: 'ordered',
  pickup_driver: 'picked_up',
  pickedup: 'picked_up',
  accepted: 'picked_up',
  pickup_depot: 'sending_depot',
  warehouse: 'sending_depot',
  at_sending_depot: 'sending_depot',
  delivery_depot: 'delivery_depot',
  depot: 'delivery_depot',
  at_delivery_depot: 'delivery_depot',
  delivery_carload: 'courier',
  courier: 'courier',
  out_for_delivery: 'courier',
  delivery_notification: 'failed',
  deliveryfailure: 'failed',
  delivery_customer: 'delivered',
  delivered: 'delivered',
  delivery_shop: 'shop',
  parcelshop: 'shop',
  pickup_shop: 'shop',
  pickup_by_consignee: 'collected',
  sc_3: 'courier',
  sc_4: 'failed',
  sc_13: 'delivered',
  sc_14: 'failed',
  sc_15: 'picked_up',
  sc_23: 'shop',
};

/** The identity of an event of DPD's, or undefined where only one of the two channels has a word for it. */
export const identityOf = (code: string, description: string, time: SentTime): string | undefined => {
  const minute = time.kind === 'none' ? null : time.localTime?.slice(0, 16);
  const word = words[code.toLowerCase()];
  if (!minute || word === undefined) return undefined;
  const collected = word === 'shop' && /collected by|picked up by consignee/i.test(description);
  const back = word === 'delivered' && /sender/i.test(description);
  return `${collected ? 'collected' : back ? 'back' : word} ${minute}`;
};

const placed = ({ code, time, place }: SentScan): string =>
  JSON.stringify([code, time, place.city ?? place.text ?? '', place.country ?? '']);

/**
 * One message may tell of two events in one minute: the same word at two depots, or twice within the minute. The first of
 * them by what they say is the one another channel may know; the others stand for themselves, by their own code, time and
 * place.
 */
export const identified = (scans: readonly SentScan[]): SentScan[] => {
  const bearers = new Map<string, string>();
  for (const scan of scans) {
    if (scan.identity === undefined) continue;
    const key = `${scan.trackingNumber} ${scan.identity}`;
    const known = bearers.get(key);
    if (known === undefined || placed(scan) < known) bearers.set(key, placed(scan));
  }
  return scans.map((scan) => {
    const { identity, ...own } = scan;
    return identity === undefined || bearers.get(`${scan.trackingNumber} ${identity}`) === placed(scan) ? scan : own;
  });
};
