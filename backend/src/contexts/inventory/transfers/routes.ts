/** Transfers between warehouses over HTTP. */
import * as api from '@gantry/shared/api/inventory/transfers';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { serve } from '../../../platform/http/serve.ts';
import { receiveUnits, sendUnits } from './commands.ts';
import { transferRows } from './store.ts';
import { arrivedOf, sentIn, type Transfer } from './transfer.ts';

const shown = (transfer: Transfer): api.Transfer => {
  const { lots: _, arrivals: _arrivals, ...rest } = transfer;
  const { open: _open, ...arrived } = arrivedOf(transfer);
  return { ...rest, quantity: sentIn(transfer), ...arrived };
};

const page = `
  WHERE ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR sku = $3)
    AND ($4::timestamptz IS NULL OR (sent_at, id) < ($4, $5))
  ORDER BY sent_at DESC, id DESC LIMIT $6`;

export const transferRoutes = () => [
  serve(api.sendTransfer, async ({ platform, body, caller, thread }) => {
    const { transfer, outcome } = await sendUnits(platform, body, { merchant: merchantToActFor(caller), thread });
    return { status: outcome === 'sent' ? 201 : 200, reply: shown(transfer) };
  }),
  serve(api.receiveTransfer, async ({ platform, params, body, caller, thread }) => {
    const sees = (merchant: string): boolean => seesMerchant(caller, merchant);
    return shown(await receiveUnits(platform, { ...body, ...params }, { sees, thread }));
  }),
  serve(api.listTransfers, async ({ platform, caller, query }) => {
    const { state = null, sku = null, limit } = query;
    const [at = null, id = null] = readCursor(query.cursor) ?? [];
    const found = await transferRows.list(
      platform.database,
      page,
      merchantFilter(caller),
      state,
      sku,
      at,
      id,
      limit + 1,
    );
    return pageFrom(found, limit, { item: shown, cursor: ({ sentAt, transferId }) => cursorOf(sentAt, transferId) });
  }),
];
