/** What uploads keep of people: handed out whole, and gone with the person. */
import type { Platform } from '../platform.ts';
import { heldIn, type PersonalHolder } from '../privacy/holder.ts';
import { dropUploadsOf, uploadsOf } from './kept-uploads.ts';

const held = heldIn('uploads', 'created_at');

/** The holder of uploads. */
export const personalUploads = ({ database, privacy }: Pick<Platform, 'database' | 'privacy'>): PersonalHolder => ({
  part: 'messages',
  heldOf: (subjects) => database.rows(held, [...subjects]),
  export: async (subject) =>
    (await uploadsOf({ privacy, sql: database }, subject)).map(({ uploadId, type, attachedTo, bytes }) => ({
      kind: 'picture',
      uploadId,
      of: attachedTo,
      type,
      base64: bytes.toString('base64'),
    })),
  erase: dropUploadsOf,
});
