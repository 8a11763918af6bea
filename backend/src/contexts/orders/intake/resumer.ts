/** How an order of a channel goes on from the Trash: put right, or as its channel sent it. */
import { orderInput } from '@gantry/shared/api/orders';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { differencesBetween } from '../../../kernel/json/differences.ts';
import type { Resumer } from '../../../platform/context.ts';
import type { Platform } from '../../../platform/platform.ts';
import { skuUnmapped } from '../../../platform/trash/waiting.ts';
import type { OrderIntake } from './intake.ts';
import { listedIn } from './lines.ts';
import { intakeHandler, unmappedFields } from './refused.ts';

type Entry = Parameters<NonNullable<Resumer['fieldsOf']>>[0];

/** Of entries from before, which do not say it themselves. */
const fieldsOf = ({ reason, payload, about }: Entry): FieldError[] => {
  if (reason === 'order_without_lines') return [{ path: 'lines', message: 'an order has at least one line' }];
  const { data } = orderInput.safeParse(payload);
  if (reason !== skuUnmapped || !data) return [];
  const waits = new Set(about?.channelSkus);
  return unmappedFields(
    data.channel,
    listedIn(data.lines).filter(({ channelSku }) => waits.has(channelSku)),
  );
};

export const intakeResumer = ({ clock }: Platform, resume: OrderIntake['resume']): Resumer => ({
  handler: intakeHandler,
  title: 'Order of a channel',
  payload: orderInput,
  fixed: () => ['channel', 'externalId'],
  fieldsOf,
  source: {
    name: 'the order as its channel sent it',
    read: async (payload, { originalPayload: sent }) => {
      if (sent === undefined || sent === null)
        throw new Refusal('conflict', 'source_gone', 'Nothing is kept of what the channel sent');
      return { payload: sent, differences: differencesBetween(payload, sent), readAt: clock.now() };
    },
  },
  resume,
});
