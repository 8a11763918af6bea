/** How long what came in and went out is kept as it was, for an installation. */
import { z } from 'zod';
import { settingsGroup } from '../../platform/settings/group.ts';

const days = z.int().min(1).max(3_650);

export const keeping = settingsGroup({
  name: 'privacy.keeping',
  about: 'How many days raw messages, calls and what lies in the Trash can be read. What they led to stays in the log.',
  schema: z.object({ messageDays: days, callDays: days, trashDays: days }),
  defaults: { messageDays: 30, callDays: 90, trashDays: 90 },
  fields: {
    messageDays: 'Raw messages of carriers, and their answers, before they are removed with their keys',
    callDays: 'Records of calls to the outside before they are removed with their keys',
    trashDays: 'Entries of the Trash that nobody was found for and nobody touched, before what they hold is erased',
  },
  need: { area: 'manager', vertical: 'logistics', operator: true },
});
