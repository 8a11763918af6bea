/** What a sender of raw messages (a carrier, a marketplace, a partner) is answered, unless its own format says otherwise. */
import { z } from 'zod';

export const messageReply = z.object({
  outcome: z.enum(['recorded', 'trashed', 'deferred']),
  recorded: z.number().describe('Parts of the message that were new'),
  duplicates: z.number().describe('Parts already known'),
  waiting: z.number().describe('Parts about something not known yet: kept, and recorded when it comes'),
  trashed: z.number().describe('Parts that could not be understood'),
});
export type MessageReply = z.infer<typeof messageReply>;
