/** Entries of the Trash as the API shows them: what they are, whose order they are about, and what may be done with them. */
import type { trashedMessage } from '@gantry/shared/api/trash';
import { type Caller, nobodys } from '@gantry/shared/caller';
import type { z } from 'zod';
import type { FieldError } from '../../kernel/errors.ts';
import type { Resumer } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { TrashEntry } from '../../platform/trash/entry.ts';
import { erasedEntries } from '../../platform/trash/personal.ts';
import type { Access } from '../access/public.ts';
import type { Orders } from '../orders/public.ts';
import { erasedDetail } from './erased.ts';
import { isRepairable } from './form.ts';
import type { Alerts } from './growth/alerts.ts';

export type Resumers = ReadonlyMap<string, Resumer>;
export type TrashNeeds = {
  platform: Platform;
  resumers: Resumers;
  access: Pick<Access, 'namesOf'>;
  orders: Pick<Orders, 'numbersOf' | 'bearing'>;
  /** When it is told that the Trash grows. */
  alerts(): Alerts;
};
export type ShownEntry = z.infer<typeof trashedMessage>;

/** True for a caller that looks after the whole installation. */
export const isOperator = ({ merchants, merchant }: Pick<Caller, 'merchants' | 'merchant'>): boolean =>
  merchants === '*' && merchant === null;

const isOrder = (correlationId: string): boolean => correlationId.startsWith('ord_');

/** The number of an order that was never placed stands in its message alone. */
const numberIn = ({ payload, source }: TrashEntry): string | null => {
  if (source !== 'order_intake') return null;
  const { number, externalId } = (payload ?? {}) as { number?: unknown; externalId?: unknown };
  return [number, externalId].find((one) => typeof one === 'string') ?? null;
};

/** What is to be put right of an entry: what was said when it failed, else what its reason tells. */
export const fieldsOf = (entry: TrashEntry, resumer: Resumer | undefined): FieldError[] => {
  if (entry.state !== 'open') return [];
  return [...(entry.fields ?? resumer?.fieldsOf?.(entry) ?? [])];
};

const canOf = (entry: TrashEntry, resumer: Resumer | undefined, caller: Caller, erased: boolean): ShownEntry['can'] => {
  const open = entry.state === 'open';
  const retry = open && !erased && resumer !== undefined;
  const mayEdit = !resumer?.ownMaking || isOperator(caller);
  return {
    repair: retry && mayEdit && isRepairable(resumer, entry.payload),
    retry,
    fromSource: retry && resumer.source !== undefined,
    discard: open,
  };
};

/** Shows entries to a caller. */
export const shownTo = async (
  { platform: { database }, resumers, orders }: TrashNeeds,
  caller: Caller,
  entries: readonly TrashEntry[],
): Promise<ShownEntry[]> => {
  const threads = entries.flatMap(({ correlationId: id }) => (isOrder(id) ? [id] : []));
  const [erasedIds, numbers] = await Promise.all([
    erasedEntries(
      database,
      entries.map(({ trashId }) => trashId),
    ),
    orders.numbersOf(database, [...new Set(threads)]),
  ]);
  return entries.map((entry) => {
    const { key: _, about: __, runId: ___, merchant, correlationId, ...rest } = entry;
    const resumer = resumers.get(entry.handler);
    const erased = erasedIds.has(entry.trashId);
    return {
      ...rest,
      correlationId,
      merchant: merchant === nobodys ? null : merchant,
      title: resumer?.title ?? entry.handler,
      order: isOrder(correlationId)
        ? { orderId: correlationId, number: numbers.get(correlationId) ?? numberIn(entry) }
        : null,
      fields: erased ? [] : fieldsOf(entry, resumer),
      can: canOf(entry, resumer, caller, erased),
      ...(erased ? { erased: true as const, detail: erasedDetail } : {}),
    };
  });
};
