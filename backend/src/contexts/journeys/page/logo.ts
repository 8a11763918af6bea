/**
 * Logos as merchants upload them, made into PNGs of our own: decoded within bounds, resized, written anew, so that nothing
 * but the picture is left of what was sent. The decoder is loaded at the first upload; most towers never need it.
 */
import { messageOf, Refusal } from '../../../kernel/errors.ts';
import { type Decode, loadDecoder } from '../../../platform/uploads/decoder.ts';

const mostBytes = 512 * 1024;
/** What 512 kB of PNG can unfold to has no bound; a logo needs no more than this. */
const mostPixels = 16_000_000;
const within = { width: 512, height: 160 };

const isKind: Record<string, (bytes: Buffer) => boolean> = {
  png: (bytes) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  jpeg: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  webp: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
};

const refused = (message: string): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', [{ path: 'logo', message }]);

const bytesOf = (dataUrl: string): Buffer => {
  const [, kind = '', base64 = ''] = /^data:image\/(\w+);base64,(.*)$/s.exec(dataUrl) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > mostBytes) throw refused('larger than 512 kB');
  if (!isKind[kind]?.(bytes))
    throw refused(kind in isKind ? `not a ${kind.toUpperCase()} image` : 'PNG, JPEG or WebP only');
  return bytes;
};

let loaded: Promise<Decode> | undefined;

/**
 * The picture of a data: URL (PNG, JPEG or WebP) as a PNG of at most 512 x 160 pixels, without metadata. The same picture
 * gives the same bytes. Throws a Refusal for `logo` when it is too large, too many pixels, or no such picture.
 */
export const drawnAnew = async (dataUrl: string): Promise<Buffer> => {
  const bytes = bytesOf(dataUrl);
  loaded ??= loadDecoder();
  const decode = await loaded;
  try {
    return await decode(bytes, { limitInputPixels: mostPixels, failOn: 'error' })
      .autoOrient()
      .resize({ ...within, fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 9 })
      .timeout({ seconds: 5 })
      .toBuffer();
  } catch (error) {
    throw refused(/pixel limit/i.test(messageOf(error)) ? 'more than 16 megapixels' : 'cannot be read as an image');
  }
};
