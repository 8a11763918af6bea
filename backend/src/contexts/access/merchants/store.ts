/** The only writer of merchants. */
import { type MerchantEvent, merchantEvents } from '@gantry/shared/events/merchants';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { evolve, type Merchant } from './merchant.ts';

export const merchantRows = rowStore<Merchant, MerchantEvent>({
  table: 'merchants',
  key: 'merchant',
  columns: { name: 'text', state: 'text', retentionDays: 'int', createdAt: 'instant' },
  fixed: ['createdAt'],
});

export const merchantStream = stream('merchant', merchantEvents, {
  evolve,
  store: merchantRows,
  merchantOf: ({ merchant }) => merchant,
});
