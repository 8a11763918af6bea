/** A merchant: its state, its fold, and what may happen to it. Pure. */
import type { Merchant } from '@gantry/shared/api/access/merchants';
import { mainMerchant } from '@gantry/shared/caller';
import { type MerchantEvent, merchantAdded, merchantChanged } from '@gantry/shared/events/merchants';
import { fold } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';

export type { Merchant };

/** The merchant that every installation begins with. Nobody added it, so it has no beginning. */
export const main: Merchant = {
  merchant: mainMerchant,
  name: 'Main',
  state: 'active',
  retentionDays: null,
  createdAt: null,
};

export const evolve = fold<Merchant, MerchantEvent>({
  'access.merchant_added': {
    begin: ({ merchant, name, retentionDays }, { occurredAt }) => ({
      merchant,
      name,
      state: 'active',
      retentionDays,
      createdAt: occurredAt,
    }),
  },
  'access.merchant_changed': {
    begin: ({ merchant, name, state, retentionDays }, _, before = { ...main, merchant }) => ({
      ...before,
      ...(name === undefined ? {} : { name }),
      ...(state === undefined ? {} : { state }),
      ...(retentionDays === undefined ? {} : { retentionDays }),
    }),
  },
});

/** Adds a merchant; its short name is its own for ever. */
export const addMerchant =
  (said: Pick<Merchant, 'merchant' | 'name' | 'retentionDays'>) =>
  (state: Merchant | undefined): MerchantEvent[] => {
    if (state || said.merchant === mainMerchant)
      throw new Refusal('conflict', 'merchant_taken', `There is a merchant ${said.merchant} already`);
    return [merchantAdded(said)];
  };

export type MerchantChange = {
  name?: string | undefined;
  state?: Merchant['state'] | undefined;
  retentionDays?: number | null | undefined;
};

/** Changes what is said and differs; nothing else is an event. */
export const changeMerchant =
  (merchant: string, said: MerchantChange) =>
  (state: Merchant | undefined): MerchantEvent[] => {
    const before = state ?? (merchant === mainMerchant ? main : undefined);
    if (!before) throw new Refusal('missing', 'no_such_merchant', 'There is no such merchant');
    const { name = before.name, state: standing = before.state, retentionDays = before.retentionDays } = said;
    const changed = {
      ...(name === before.name ? {} : { name }),
      ...(standing === before.state ? {} : { state: standing }),
      ...(retentionDays === before.retentionDays ? {} : { retentionDays }),
    };
    return Object.keys(changed).length === 0 ? [] : [merchantChanged({ merchant, ...changed })];
  };
