/**
 * The merchants of an installation, for every context: who there is, and whether somebody may be given anything new. They
 * are few and hardly change, so each process remembers them for seconds and forgets them at every change.
 */
import { createCache } from '../../../platform/cache.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { execute } from '../../../platform/write/transact.ts';
import { addMerchant, changeMerchant, type Merchant, type MerchantChange, main } from './merchant.ts';
import { merchantRows, merchantStream } from './store.ts';

export type MerchantBook = {
  /** All there are, by their short names; `main` is always among them. */
  all(): Promise<Merchant[]>;
  /** The merchant of a short name, at most seconds old; undefined when there is none. */
  find(merchant: string): Promise<Merchant | undefined>;
  /** Throws a Refusal when the short name is taken. */
  add(said: Pick<Merchant, 'merchant' | 'name' | 'retentionDays'>, thread: Thread): Promise<Merchant>;
  /** Throws a Refusal when there is no such merchant. */
  change(merchant: string, said: MerchantChange, thread: Thread): Promise<Merchant>;
  close(): void;
};

const byName = (a: Merchant, b: Merchant): number => (a.merchant < b.merchant ? -1 : 1);

/** Opens the merchants. */
export const openMerchantBook = (platform: Platform): MerchantBook => {
  const { database, signals } = platform;
  const read = async (): Promise<Map<string, Merchant>> => {
    const rows = await merchantRows.list(database, '');
    return new Map([main, ...rows].map((one) => [one.merchant, one]));
  };
  const known = createCache({ ttlMs: 5_000, most: 1, load: read });
  const off = signals.on('merchants', () => known.clear());
  const write = async (merchant: string, thread: Thread, decide: ReturnType<typeof addMerchant>): Promise<Merchant> => {
    const { state } = await execute(platform, merchantStream, { id: merchant, thread, decide });
    known.clear();
    signals.raise('merchants');
    return state ?? main;
  };
  return {
    all: async () => [...(await read()).values()].sort(byName),
    find: async (merchant) => (await known.get(undefined)).get(merchant),
    add: (said, thread) => write(said.merchant, thread, addMerchant(said)),
    change: (merchant, said, thread) => write(merchant, thread, changeMerchant(merchant, said)),
    close: off,
  };
};
