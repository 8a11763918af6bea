/** How long what is to be collected is kept, and what becomes of an order that nobody collected. */
import { z } from 'zod';
import { settingsGroup } from '../../../platform/settings/group.ts';

export const pickupKeeping = settingsGroup({
  name: 'fulfillment.pickup',
  about:
    'How long orders wait to be collected, when their customers are reminded, and what becomes of what nobody collects.',
  schema: z.object({
    keepDays: z.int().min(1).max(90),
    reminderHours: z.int().min(0).max(240),
    uncollected: z.enum(['hold', 'cancel']),
  }),
  defaults: { keepDays: 7, reminderHours: 24, uncollected: 'hold' as const },
  fields: {
    keepDays:
      'Days from the one on which an order is ready; it is kept until the end of the last, by the clock of its warehouse',
    reminderHours: 'Hours before that at which its customer is reminded; 0 for no reminder',
    uncollected: 'Whether the order is then held, for a person to decide, or its units are cancelled at once',
  },
  need: { area: 'manager', vertical: 'ecommerce', operator: true },
});
