/** Returns as staff read them: with what is still to come, to look at, to replace, and what their lines are called. */
import type * as api from '@gantry/shared/api/returns/rma';
import type { Platform } from '../../../platform/platform.ts';
import { erasedIn } from '../../../platform/privacy/erased.ts';
import { type Inventory, stockIdOf } from '../../inventory/public.ts';
import { linesOf, type Orders } from '../../orders/public.ts';
import { inspectedOf, partsOf, receivedOf, toInspect, toReceiveOf, toReplaceOf } from '../counts.ts';
import { photoHref } from '../photos.ts';
import type { Rma } from '../rma.ts';
import { returnRows } from '../store.ts';

type Shown = { platform: Pick<Platform, 'database'>; orders: Orders; inventory: Inventory };

/** What is known beside returns: their versions, when they were erased, and what lines and products are called. */
type Beside = {
  versions: ReadonlyMap<string, number>;
  erased: ReadonlyMap<string, string>;
  nameOf(rma: Rma, of: { lineId: string | null; sku: string }): string;
};

const skusOf = (rma: Rma): string[] => [
  ...rma.lines.flatMap((line) => [line.sku, ...partsOf(line).map(({ sku }) => sku)]),
  ...rma.unexpected.map(({ sku }) => sku),
];

const besideOf = async (
  { platform: { database }, orders, inventory }: Shown,
  returns: readonly Rma[],
): Promise<Beside> => {
  const ids = returns.map(({ returnId }) => returnId);
  const [rows, erased, known, products] = await Promise.all([
    returnRows.load(database, ids),
    erasedIn(database, 'returns', ids),
    orders.byIds(database, [...new Set(returns.map(({ orderId }) => orderId))]),
    inventory.products(
      database,
      returns.flatMap((rma) => skusOf(rma).map((sku) => ({ merchant: rma.merchant, sku }))),
    ),
  ]);
  return {
    versions: new Map([...rows].map(([id, { version }]) => [id, version])),
    erased,
    nameOf: ({ merchant, orderId }, { lineId, sku }) => {
      const order = known.get(orderId);
      const line = order && lineId !== null ? linesOf(order).find((one) => one.lineId === lineId)?.line : undefined;
      const own = line?.sku === sku ? line.name : '';
      return own || (products.get(stockIdOf(merchant, sku))?.name ?? '');
    },
  };
};

const linesShown = (rma: Rma, { nameOf }: Beside): api.Rma['lines'] =>
  rma.lines.map((line) => ({
    ...line,
    name: nameOf(rma, line),
    received: receivedOf(rma, line.lineId),
    inspected: inspectedOf(rma, line),
    toReceive: toReceiveOf(rma, line),
  }));

const shown = (rma: Rma, beside: Beside): api.Rma => {
  const { receipts: _, received: _received, ...rest } = rma;
  const { agreed: _agreed, ...refund } = rma.refund;
  return {
    ...rest,
    version: beside.versions.get(rma.returnId) ?? 0,
    lines: linesShown(rma, beside),
    toInspect: toInspect(rma).map((one) => ({ ...one, name: beside.nameOf(rma, one) })),
    inspections: rma.inspections.map(({ lot: _lot, note = null, ...one }) => ({ ...one, note })),
    photos: rma.photos.map((uploadId) => ({ uploadId, href: photoHref(rma.returnId, uploadId) })),
    refund,
    toReplace: rma.lines.flatMap((line) => {
      const quantity = toReplaceOf(rma, line);
      return quantity > 0 ? [{ lineId: line.lineId, quantity }] : [];
    }),
    erasedAt: beside.erased.get(rma.returnId) ?? null,
  };
};

/** Makes what staff read of returns. */
export const shownOf = async (needs: Shown, returns: readonly Rma[]): Promise<(rma: Rma) => api.Rma> => {
  const beside = await besideOf(needs, returns);
  return (rma) => shown(rma, beside);
};
