/** What happened to stock, the catalog and what is bought, in words. Pure. */
import * as places from '../../events/inventory/places.ts';
import * as products from '../../events/inventory/products.ts';
import * as purchasing from '../../events/inventory/purchasing.ts';
import * as stock from '../../events/inventory/stock.ts';
import { calendarDay, count, lowWords, partsInWords, signed, some, sumOf, unitWords } from './phrases.ts';
import { type Teller, teller } from './telling.ts';

type Entry = { warehouse: string; onHand: number; reserved: number };
const entryWords = (sku: string, { warehouse, onHand, reserved }: Entry): string =>
  `${sku} in ${warehouse}${onHand === 0 ? '' : `, on hand ${signed(onHand)}`}${reserved === 0 ? '' : `, reserved ${signed(reserved)}`}`;
const expected = (day: string | null): string => (day === null ? '' : `, expected ${calendarDay(day)}`);

const ledger = [
  teller(stock.stockMoved, 'stock', ({ kind, sku, entries, reason, reference }) => ({
    text: `Ledger, ${lowWords(kind)}: ${entries.map((entry) => entryWords(sku, entry)).join('; ')}`,
    meaning: 'waiting',
    ...(reason || reference ? { detail: [reason && lowWords(reason), reference].filter(Boolean).join(', ') } : {}),
  })),
  teller(stock.reorderDue, 'stock', ({ sku, available, reorderPoint }) => ({
    text: `${sku} is to be bought again: ${unitWords(available)} available`,
    meaning: 'at_risk',
    reasons: [`Reorder point ${count(reorderPoint)}`],
  })),
  teller(stock.reorderRearmed, 'stock', ({ sku, available }) => ({
    text: `Enough of ${sku} again: ${unitWords(available)} available`,
    meaning: 'delivered',
  })),
  teller(purchasing.purchaseOrderPlaced, 'stock', ({ number, vendor, warehouse, expectedOn, lines }) => ({
    text: `Purchase order ${number} to ${vendor} for ${warehouse}: ${partsInWords(lines.map(({ sku, quantity }) => ({ sku, quantity })))}${expected(expectedOn)}`,
    meaning: 'waiting',
  })),
  teller(purchasing.purchaseOrderPostponed, 'stock', ({ expectedOn }) => ({
    text: `Purchase order${expectedOn === null ? ' expected on no day' : expected(expectedOn).slice(1)}`,
    meaning: 'at_risk',
  })),
  teller(purchasing.purchaseOrderReceived, 'stock', ({ lines }) => ({
    text: `Came in: ${lines.map(({ sku, accepted, damaged }) => `${count(accepted)} × ${sku}${damaged > 0 ? `, ${count(damaged)} broken` : ''}`).join(', ')}`,
    meaning: 'delivered',
  })),
  teller(purchasing.receiptDiscrepancy, 'stock', ({ sku, kind, difference }) => ({
    text: `What came of ${sku} is not what was ordered: ${lowWords(kind)}, ${unitWords(Math.abs(difference))}`,
    meaning: 'problem',
  })),
  teller(purchasing.purchaseOrderClosed, 'stock', ({ outcome }) => ({
    text: `Purchase order closed: ${outcome}`,
    meaning: outcome === 'received' ? 'delivered' : 'problem',
  })),
  teller(purchasing.discrepanciesSettled, 'stock', () => ({
    text: 'What differed was cleared with the vendor',
    meaning: 'delivered',
  })),
  teller(purchasing.transferSent, 'stock', ({ sku, from, to, lots, expectedOn }) => ({
    text: `${count(sumOf(lots))} × ${sku} sent from ${from} to ${to}${expected(expectedOn)}`,
    meaning: 'moving',
  })),
  teller(purchasing.transferReceived, 'stock', ({ accepted, damaged, missing }) => ({
    text: `Transfer received: ${unitWords(accepted)}${damaged > 0 ? `, ${count(damaged)} broken` : ''}${missing > 0 ? `, ${count(missing)} missing` : ''}`,
    meaning: 'delivered',
  })),
  teller(purchasing.transferDiscrepancy, 'stock', ({ sku, kind, quantity }) => ({
    text: `${unitWords(quantity)} of ${sku} ${kind} in a transfer`,
    meaning: 'problem',
  })),
];

const catalog = [
  teller(products.productSet, 'change', ({ sku, name }) => ({
    text: `Product ${sku}${name ? `, ${name}` : ''} set`,
    meaning: 'waiting',
  })),
  teller(products.productArchived, 'change', () => ({ text: 'Product archived', meaning: 'waiting' })),
  teller(products.listingMapped, 'change', ({ channel, channelSku, sku, quantity }) => ({
    text: `${channelSku} of ${channel} is ${quantity === 1 ? '' : `${count(quantity)} × `}${sku}`,
    meaning: 'waiting',
  })),
  teller(products.listingUnmapped, 'change', () => ({
    text: 'A listing is nothing of ours any more',
    meaning: 'waiting',
  })),
  teller(products.channelRulesSet, 'change', ({ channel, strategy }) => ({
    text: `Rules of ${channel === '*' ? 'all channels' : channel} set: strategy ${lowWords(strategy)}`,
    meaning: 'waiting',
  })),
  teller(places.warehouseSet, 'change', ({ warehouse, name }) => ({
    text: `Warehouse ${warehouse} is ${name}`,
    meaning: 'waiting',
  })),
  teller(places.warehouseClosed, 'change', ({ warehouse }) => ({
    text: `Warehouse ${warehouse} closed`,
    meaning: 'waiting',
  })),
  teller(places.locationSet, 'change', ({ warehouse, bin }) => ({
    text: `Bin ${bin} of ${warehouse} set`,
    meaning: 'waiting',
  })),
  teller(places.vendorSet, 'change', ({ vendor, name, leadTimeDays }) => ({
    text: `Vendor ${vendor} is ${name}`,
    meaning: 'waiting',
    ...(leadTimeDays === undefined ? {} : { detail: `Needs ${some(leadTimeDays, 'day')}` }),
  })),
];

export const stockTellers: readonly Teller[] = [...ledger, ...catalog];
