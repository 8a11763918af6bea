/** An order by hand while it is being written: the texts of its fields, what they lack, and the order they make. Pure. */
import type { placeOrder } from '@gantry/shared/api/orders';
import { isManualChannel, type manualChannels } from '@gantry/shared/vocabulary/channels';
import type { ShipPolicy } from '@gantry/shared/vocabulary/orders';
import type { CallInput } from '#lib/api.ts';
import { minorOf } from '#lib/money.ts';
import { type AddressDraft, addressDraft, addressOf } from '../../address/address-draft.ts';

export type ManualChannel = (typeof manualChannels)[number];
export type LineDraft = {
  id: number;
  sku: string;
  /** What the catalog calls it, once it was chosen there. */
  name: string;
  /** Units that could be promised when it was chosen; null for a SKU that was typed. */
  available: number | null;
  quantity: string;
  price: string;
};
export type OrderDraft = {
  channel: ManualChannel;
  externalId: string;
  email: string;
  tier: 'standard' | 'premium' | 'vip' | 'enterprise';
  shipTo: AddressDraft;
  lines: LineDraft[];
  currency: string;
  deliverBy: string;
  shipPolicy: ShipPolicy | '';
  payment: 'paid' | 'pending';
  /** The warehouse where it is collected; '' to send it. */
  pickupAt: string;
  giftNote: string;
};
export type OrderBody = NonNullable<CallInput<typeof placeOrder>['body']>;

export const lineDraft = (id: number): LineDraft => ({
  id,
  sku: '',
  name: '',
  available: null,
  quantity: '1',
  price: '',
});

const prefixes: Readonly<Record<ManualChannel, string>> = { phone: 'PH', wholesale: 'WS', replacement: 'RP' };
/**
 * A number that no other order of the channel has: sent twice because an answer did not come, it is the same order still.
 */
export const freshNumber = (channel: ManualChannel, now: Date, chance: number): string =>
  `${prefixes[channel]}-${now.toISOString().slice(2, 10).replaceAll('-', '')}-${Math.floor(chance * 36 ** 4)
    .toString(36)
    .toUpperCase()
    .padStart(4, '0')}`;

export const orderDraft = (currency: string, now: Date, chance: number): OrderDraft => ({
  channel: 'phone',
  externalId: freshNumber('phone', now, chance),
  email: '',
  tier: 'standard',
  shipTo: addressDraft(),
  lines: [lineDraft(0)],
  currency,
  deliverBy: '',
  shipPolicy: '',
  payment: 'paid',
  pickupAt: '',
  giftNote: '',
});

export const isManual = (channel: string): channel is ManualChannel => isManualChannel(channel);

const whole = (typed: string): number | null => (/^\d{1,7}$/.test(typed.trim()) ? Number(typed.trim()) : null);
type Wrong = { path: string; message: string };
const needed = (path: string, text: string): Wrong[] => (text.trim() === '' ? [{ path, message: 'is needed' }] : []);

/** What is missing or no number, by the paths that the tower uses; the tower finds the rest. */
export const faultsOf = (draft: OrderDraft): Wrong[] => [
  ...needed('externalId', draft.externalId),
  ...draft.lines.flatMap(({ sku, quantity, price }, i) => [
    ...needed(`lines.${i}.sku`, sku),
    ...(whole(quantity) ? [] : [{ path: `lines.${i}.quantity`, message: 'a whole number from 1 on' }]),
    ...(minorOf(price, draft.currency) === null
      ? [{ path: `lines.${i}.unitPrice`, message: `an amount of ${draft.currency}, such as 12.50` }]
      : []),
  ]),
  ...needed('shipTo.city', draft.shipTo.city),
  ...needed('shipTo.country', draft.shipTo.country),
];

/** The order that a draft without faults makes. */
export const bodyOf = (draft: OrderDraft): OrderBody => {
  const currency = draft.currency.trim();
  return {
    channel: draft.channel,
    externalId: draft.externalId.trim(),
    customer: { ...(draft.email.trim() ? { email: draft.email.trim() } : {}), tier: draft.tier },
    shipTo: addressOf(draft.shipTo),
    lines: draft.lines.map(({ sku, name, quantity, price }) => ({
      sku: sku.trim(),
      ...(name ? { name } : {}),
      quantity: whole(quantity) ?? 0,
      unitPrice: minorOf(price, currency) ?? 0,
    })),
    currency,
    ...(draft.deliverBy ? { deliverBy: draft.deliverBy } : {}),
    ...(draft.shipPolicy ? { shipPolicy: draft.shipPolicy } : {}),
    payment: draft.payment,
    ...(draft.pickupAt ? { pickupAt: draft.pickupAt } : {}),
    ...(draft.giftNote.trim() ? { giftNote: draft.giftNote.trim() } : {}),
  };
};

/** What its lines come to, in minor units; null while one of them is no amount. */
export const totalOf = ({ lines, currency }: Pick<OrderDraft, 'lines' | 'currency'>): number | null => {
  const sums = lines.map(({ quantity, price }) => {
    const [units, each] = [whole(quantity), minorOf(price, currency)];
    return units === null || each === null ? null : units * each;
  });
  return sums.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
};
