/** Orders that cannot become one: those of a channel are kept in the Trash, a person who sent one is told at once. */
import { isManualChannel } from '@gantry/shared/vocabulary/channels';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import type { Platform } from '../../../platform/platform.ts';
import { skuUnmapped } from '../../../platform/trash/waiting.ts';
import { type FailedMessage, putInTrash } from '../../../platform/trash.ts';
import type { Inventory } from '../../inventory/public.ts';
import { customerOf } from '../customer.ts';
import { resumeMapped } from './mapped.ts';
import { merchantClosed } from './placement.ts';
import { type Accepted, nameOf, orderIdOf } from './reading.ts';

export type Trashed = { outcome: 'trashed'; orderId: null; trashId: string; reason: string };

/** The name under which the Trash keeps an order and gives it back. */
export const intakeHandler = 'orders.place';

const throwAway = async (
  platform: Platform,
  { input, merchant }: Accepted,
  said: Pick<FailedMessage, 'reason' | 'detail' | 'key' | 'about' | 'fields'>,
): Promise<Trashed> => {
  const orderId = orderIdOf(merchant, input);
  const trashId = await putInTrash(platform, {
    source: 'order_intake',
    handler: intakeHandler,
    payload: input,
    subject: await platform.privacy.subjectOf(merchant, customerOf({ orderId, content: input })),
    correlationId: orderId,
    merchant,
    ...said,
  });
  return { outcome: 'trashed', orderId: null, trashId, reason: said.reason };
};

const noLines: FieldError[] = [{ path: 'lines', message: 'an order has at least one line' }];

/** An order without lines. Throws a Refusal where a person sent it or its merchant takes no orders. */
export const emptyOrder = async (platform: Platform, accepted: Accepted): Promise<Trashed> => {
  const { input, merchant, thread, taken } = accepted;
  if (isManualChannel(input.channel)) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', noLines);
  if (!taken) throw merchantClosed(merchant);
  return throwAway(platform, accepted, {
    reason: 'order_without_lines',
    detail: `order ${input.externalId} of ${input.channel} has no lines (taken in by ${thread.actor})`,
    key: JSON.stringify(nameOf(merchant, input)),
    fields: noLines,
  });
};

/** Lines whose listings nobody has mapped, by their places. */
export type Unmapped = readonly { channelSku: string; index: number }[];

/** The fields that name listings which nobody has mapped. */
export const unmappedFields = (channel: string, unmapped: Unmapped): FieldError[] =>
  unmapped.map(({ channelSku, index }) => ({
    path: `lines.${index}.channelSku`,
    message: `nobody has mapped ${channelSku} of ${channel} to a SKU`,
  }));

/**
 * An order that names listings which nobody has mapped. The same message again is the same entry as long as nothing happened
 * to the order; another one of it has an entry of its own. Throws a Refusal where a person sent it.
 */
export const unmappedOrder = async (
  { platform, inventory }: { platform: Platform; inventory: Inventory },
  accepted: Accepted,
  unmapped: Unmapped,
): Promise<Trashed> => {
  const { input, merchant, thread, taken } = accepted;
  if (isManualChannel(input.channel))
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', unmappedFields(input.channel, unmapped));
  const [known] = await platform.database.rows<{ version: number }>(
    'SELECT version FROM orders WHERE id = $1',
    orderIdOf(merchant, input),
  );
  if (!taken && !known) throw merchantClosed(merchant);
  const channelSkus = [...new Set(unmapped.map(({ channelSku }) => channelSku))].sort();
  const message = await platform.privacy.searchHash('message', JSON.stringify(input));
  const trashed = await throwAway(platform, accepted, {
    reason: skuUnmapped,
    detail: `order ${input.externalId} of ${input.channel} names ${channelSkus.join(', ')}, which nobody has mapped (taken in by ${thread.actor})`,
    key: JSON.stringify([...nameOf(merchant, input), known?.version ?? 0, message]),
    about: { channel: input.channel, channelSkus },
    fields: unmappedFields(input.channel, unmapped),
  });
  // Mapped between the look and the commit: nobody will tell of it again.
  await resumeMapped({ platform, inventory }, [
    {
      trashId: trashed.trashId,
      correlationId: orderIdOf(merchant, input),
      merchant,
      channel: input.channel,
      channelSkus,
    },
  ]);
  return trashed;
};
