/**
 * The packing slip: what of an order lies in a parcel, what was sent before and what follows, in the language of whoever opens it.
 * Without prices unless the channel shows them. Pure.
 */
import { fill } from '@gantry/shared/words/fill';
import type { Choice } from '@gantry/shared/words/languages';
import { type SlipWords, slipWords } from '@gantry/shared/words/slip.data';
import type { Block, Cell, Paper } from '../../../platform/press/paper.ts';
import { type LineParts, linesOf, type Order } from '../../orders/public.ts';
import { wholeUnits } from '../collecting/whole-units.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import { addressLines, placeLines } from './address.ts';

/** Who sells: as its channel's tracking pages show it. */
export type Seller = { name: string; website: string | null; supportUrl: string | null; logo: Uint8Array | null };
type Site = { name: string; address: Parameters<typeof placeLines>[0] };

export type SlipFacts = {
  order: Order;
  state: FulfillmentOrder;
  parts: readonly LineParts[];
  seller: Seller | null;
  /** Where it leaves from; null where its vendor sends it. */
  site: Site | null;
  slipPrices: boolean;
  returnDays: number;
  speaks: Choice;
};

type Units = { lineId: string; sku: string; quantity: number };
/** A parcel as the slip knows it: what is in it, and which of how many it is. */
type Parcel = { units: readonly Units[]; number: number; count: number; trackingNumber: string | null };

const parcelsOf = ({ packages, lines }: FulfillmentOrder): (Parcel & { packageId: string | null })[] =>
  packages.length === 0
    ? [{ packageId: null, units: lines, number: 1, count: 1, trackingNumber: null }]
    : packages.map(({ packageId, units, label }, i) => ({
        packageId,
        units,
        number: i + 1,
        count: packages.length,
        trackingNumber: label?.trackingNumber ?? null,
      }));

const sum = (all: readonly { quantity: number }[]): number => all.reduce((units, { quantity }) => units + quantity, 0);

/** Whole units of a line among units of its parts. */
const unitsOf = (state: FulfillmentOrder, units: readonly Units[], lineId: string): number => {
  const perUnit = new Map(state.lines.map((line) => [JSON.stringify([line.lineId, line.sku]), line]));
  const own = units.flatMap((one) => {
    const line = one.lineId === lineId ? perUnit.get(JSON.stringify([one.lineId, one.sku])) : undefined;
    return line ? [{ ...line, quantity: one.quantity }] : [];
  });
  const parts = state.lines.filter((line) => line.lineId === lineId).length;
  return own.length < parts ? 0 : (wholeUnits(own)[0]?.quantity ?? 0);
};

const moneyIn = (currency: string, locale: string): ((minor: number) => string) => {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return (minor) => format.format(minor / 10 ** digits);
};

/** What a kit holds: its parts as they lie in this parcel. */
const contentsOf = (units: readonly Units[], { parts, names }: LineParts, say: SlipWords): string[] => {
  const ofKit = parts.length > 1 || parts.some(({ perUnit }) => perUnit > 1);
  if (!ofKit || units.length === 0) return [];
  return [`${say.contains}:`, ...units.map(({ sku, quantity }) => `${quantity} × ${names.get(sku) || sku}`)];
};

const rowsOf = ({ order, state, parts, slipPrices, speaks }: SlipFacts, parcel: Parcel, say: SlipWords): Cell[][] => {
  const money = moneyIn(order.content.currency, speaks.locale);
  const own = new Set([state.fulfillmentId, ...state.packages.flatMap(({ label }) => label?.shipmentId ?? [])]);
  const before = linesOf({ ...order, issued: order.issued.filter(({ shipmentId }) => !own.has(shipmentId)) });
  const all = wholeUnits(state.lines);
  return before.flatMap(({ lineId, line, cancelled, shipped }): Cell[][] => {
    const ordered = line.quantity - cancelled;
    const units = parcel.units.filter((one) => one.lineId === lineId);
    if (ordered <= 0 && units.length === 0) return [];
    const here = unitsOf(state, parcel.units, lineId);
    const follows = Math.max(0, ordered - shipped - sum(all.filter((one) => one.lineId === lineId)));
    const about = parts.find(({ standing }) => standing.lineId === lineId);
    // Some channels do not say what a thing costs.
    const priceOf = (count: number): string => (line.unitPrice === undefined ? '' : money(line.unitPrice * count));
    const name = line.name || about?.names.get(line.sku) || line.sku;
    const below = [...(name === line.sku ? [] : [line.sku]), ...(about ? contentsOf(units, about, say) : [])];
    return [
      [
        { text: name, below, strong: units.length > 0 },
        { text: String(ordered) },
        { text: String(here), strong: true },
        { text: String(shipped) },
        { text: String(follows) },
        ...(slipPrices ? [{ text: priceOf(1) }, { text: priceOf(here) }] : []),
      ],
    ];
  });
};

const tableOf = (facts: SlipFacts, parcel: Parcel, say: SlipWords): Block => ({
  kind: 'table',
  columns: [
    { head: say.item, share: facts.slipPrices ? 36 : 48 },
    { head: say.ordered, share: 12, align: 'right' },
    { head: say.here, share: 14, align: 'right' },
    { head: say.before, share: 13, align: 'right' },
    { head: say.toFollow, share: 13, align: 'right' },
    ...(facts.slipPrices
      ? [
          { head: say.price, share: 16, align: 'right' as const },
          { head: say.amount, share: 18, align: 'right' as const },
        ]
      : []),
  ],
  rows: rowsOf(facts, parcel, say),
});

const partiesOf = ({ order, state, seller, site, speaks: { locale } }: SlipFacts, say: SlipWords): Block => {
  const name = seller?.name ?? site?.name;
  const website = seller?.website?.replace(/^https:\/\//, '').replace(/\/$/, '');
  const to = order.content.shipTo;
  return {
    kind: 'columns',
    columns: [
      {
        title: say.from,
        lines: [
          ...(name === undefined ? [] : [name]),
          ...(site ? placeLines(site.address, locale) : []),
          ...(website === undefined ? [] : [website]),
        ],
      },
      state.kind === 'pickup'
        ? { title: say.collect, lines: to.name === undefined ? [] : [to.name] }
        : { title: say.shipTo, lines: addressLines(to, locale) },
    ],
  };
};

const blocksOf = (facts: SlipFacts, parcel: Parcel, say: SlipWords): Block[] => {
  const { order, state, seller, returnDays } = facts;
  const { giftNote } = order.content;
  return [
    {
      kind: 'head',
      title: say.title,
      lines: [
        `${say.order} ${order.content.number}`,
        `${say.shipment} ${state.number}`,
        ...(parcel.trackingNumber === null ? [] : [parcel.trackingNumber]),
        fill(say.packageOf, { number: String(parcel.number), count: String(parcel.count) }),
      ],
      barcode: order.content.number,
      ...(seller?.logo ? { logo: seller.logo } : {}),
    },
    partiesOf(facts, say),
    tableOf(facts, parcel, say),
    ...(giftNote ? [{ kind: 'text' as const, title: say.giftNote, text: giftNote, framed: true }] : []),
    ...(returnDays > 0 ? [{ kind: 'text' as const, text: fill(say.returns, { days: String(returnDays) }) }] : []),
  ];
};

/** The slips of a fulfillment order's parcels, each on a page of its own, or that of one; no blocks where it has no such parcel. */
export const slipBlocks = (facts: SlipFacts, packageId?: string): Block[] => {
  const say = slipWords(facts.speaks.language);
  const chosen = parcelsOf(facts.state).filter((one) => packageId === undefined || one.packageId === packageId);
  return chosen.flatMap((parcel, i) => [
    ...(i === 0 ? [] : [{ kind: 'page' as const }]),
    ...blocksOf(facts, parcel, say),
  ]);
};

export const slipPaper = (facts: SlipFacts, packageId?: string): Paper => {
  const { title, page, unprintable } = slipWords(facts.speaks.language);
  return { title, words: { page, unprintable }, blocks: slipBlocks(facts, packageId) };
};
