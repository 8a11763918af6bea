/** The order to a vendor: what to send where and by when, with the seller's slip to go into the parcel. Pure. */

import type { Paper } from '../../../platform/press/paper.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import { addressLines } from './address.ts';
import { type SlipFacts, slipBlocks } from './packing-slip.ts';

/** Vendors are written to in English. */
const locale = 'en-GB';

const nameOf = ({ parts }: SlipFacts, { lineId, sku, name }: FulfillmentOrder['lines'][number]): string => {
  const about = parts.find(({ standing }) => standing.lineId === lineId);
  return name || about?.names.get(sku) || about?.standing.line.name || sku;
};

/** `vendor`: what it is called. */
export const vendorOrderPaper = (facts: SlipFacts, vendor: string): Paper => {
  const { order, state, seller } = facts;
  const { vendorOrder, lines } = state;
  const { shipTo } = order.content;
  const phone = shipTo.phone === undefined ? [] : [`Phone ${shipTo.phone}`];
  const day = vendorOrder?.expectedOn;
  return {
    title: 'Order',
    words: {
      page: 'Page {page} of {pages}',
      unprintable: 'Text shown as […] is in letters that cannot be printed here; ask the seller for it.',
    },
    blocks: [
      {
        kind: 'head',
        title: 'Order',
        lines: [
          vendorOrder?.number ?? state.number,
          ...(vendorOrder?.reference ? [`Your reference ${vendorOrder.reference}`] : []),
          ...(vendorOrder?.sentAt ? [`Of ${vendorOrder.sentAt.slice(0, 10)}`] : []),
          day ? `To leave you by ${day}` : 'To leave you as soon as possible',
        ],
        barcode: vendorOrder?.number ?? state.number,
      },
      {
        kind: 'columns',
        columns: [
          { title: 'To', lines: [vendor] },
          { title: 'From', lines: [seller?.name ?? state.channel, ...(seller?.website ? [seller.website] : [])] },
          { title: 'Send to', lines: [...addressLines(shipTo, locale), ...phone] },
        ],
      },
      {
        kind: 'table',
        columns: [
          { head: 'Article', share: 36 },
          { head: 'Name', share: 52 },
          { head: 'Quantity', share: 12, align: 'right' },
        ],
        rows: lines.map((line) => [
          { text: line.sku, strong: true },
          { text: nameOf(facts, line) },
          { text: String(line.quantity), strong: true },
        ]),
      },
      {
        kind: 'text',
        text: 'Send it straight to this address, without an invoice or prices, with the packing slip that follows in the parcel. Tell us the carrier and the tracking number as soon as it has left.',
      },
      { kind: 'page' },
      ...slipBlocks({ ...facts, slipPrices: false }),
    ],
  };
};
