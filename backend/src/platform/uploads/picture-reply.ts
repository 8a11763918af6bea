/**
 * A kept picture as a reply: nothing in it may do anything, no cache between keeps it, and a browser asks each time whether it is
 * still there, so that what was erased is seen no more.
 */
import { Refusal } from '../../kernel/errors.ts';
import type { Produced } from '../http/serve.ts';
import type { KeptUpload } from './kept-uploads.ts';

const noPicture = (): Refusal => new Refusal('missing', 'no_such_picture', 'There is no such picture');

/** The reply. Throws a Refusal where there is no picture. */
export const pictureReply = (upload: KeptUpload | undefined): Produced => {
  if (!upload) throw noPicture();
  return {
    fileName: `${upload.uploadId}.webp`,
    bytes: upload.bytes,
    headers: {
      ETag: `"${upload.uploadId}"`,
      'Cache-Control': 'private, no-cache',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  };
};
