/**
 * Pictures that people send, drawn anew: decoded within bounds, turned upright, made to fit, written again, so that nothing but
 * the picture is left of what was sent: no place, no name of a device, no profile, no bytes behind its end.
 */
import type { Sharp } from 'sharp';
import { messageOf, Refusal } from '../../kernel/errors.ts';
import type { Decode } from './decoder.ts';
import { alsoReadAs, kindOf, otherKindOf } from './kinds.ts';

export const mostUploadBytes = 10 * 1024 * 1024;
/** What a phone's camera makes fits; a few kilobytes can unfold to a thousand times as much. */
const mostPixels = 40_000_000;
/** An interlaced PNG is kept whole until its last row has come. */
const mostWholeBytes = 128 * 1024 * 1024;
const longestSide = 2_000;
/** The first round of a photo of 40 megapixels takes about a second. */
const patienceSeconds = 15;

export type Drawn = { bytes: Buffer; type: 'image/webp'; width: number; height: number };

/** Which of the three it is: of another kind, too large, damaged. */
type Fault = 'not_a_picture' | 'picture_too_large' | 'picture_damaged';

const refused = (fault: Fault, message: string, path: string): Refusal =>
  new Refusal('invalid', fault, 'This picture cannot be taken', [{ path, message }]);

const taken = 'JPEG, PNG or WebP';

const insistOnPicture = (bytes: Buffer, path: string): void => {
  if (bytes.length === 0) throw refused('picture_damaged', 'is empty', path);
  if (bytes.length > mostUploadBytes) throw refused('picture_too_large', 'is larger than 10 MB', path);
  if (kindOf(bytes) === undefined) {
    const other = otherKindOf(bytes);
    throw refused(
      'not_a_picture',
      other ? `is ${other}; send ${taken}` : `is not a picture we can read; send ${taken}`,
      path,
    );
  }
  const beside = alsoReadAs(bytes);
  if (beside) throw refused('not_a_picture', `is a picture and ${beside} in one; send a picture only`, path);
};

/** What a picture says of itself before it is unfolded. `wholeBytes`: what has to be unfolded at once, where rows do not come in order. */
const headOf = async (picture: Sharp): Promise<{ pixels: number; wholeBytes: number; orientation: number }> => {
  const { width, height, channels, depth, format, isProgressive, orientation = 1 } = await picture.metadata();
  const pixels = width * height;
  const isPng = format === 'png' && isProgressive;
  return { pixels, wholeBytes: isPng ? pixels * channels * (depth === 'ushort' ? 2 : 1) : 0, orientation };
};

/**
 * Made to fit first and turned afterwards: turning needs the whole picture at once, and the small one is a hundredth of it.
 * Colours are those of sRGB from here on.
 */
const fitted = (picture: Sharp): Sharp =>
  picture.resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true });

const redrawn = async (decode: Decode, bytes: Buffer, path: string): Promise<Drawn> => {
  const bounds = { limitInputPixels: mostPixels, failOn: 'error' } as const;
  const { pixels, wholeBytes, orientation } = await headOf(decode(bytes, bounds));
  if (pixels > mostPixels) throw refused('picture_too_large', 'has more than 40 megapixels', path);
  if (wholeBytes > mostWholeBytes)
    throw refused('picture_too_large', 'unfolds to more than 128 MB; send it as JPEG', path);
  const small = await fitted(decode(bytes, bounds))
    .withMetadata({ orientation })
    .timeout({ seconds: patienceSeconds })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const { data, info } = await decode(small, bounds)
    .autoOrient()
    .webp({ quality: 80 })
    .timeout({ seconds: patienceSeconds })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, type: 'image/webp', width: info.width, height: info.height };
};

/**
 * A picture (JPEG, PNG or WebP, at most 10 MB and 40 megapixels) as a WebP of at most 2,000 pixels a side, upright and without
 * metadata. Throws a Refusal for `path` for everything else.
 */
export const drawnAnew = async (decode: Decode, bytes: Buffer, path: string): Promise<Drawn> => {
  insistOnPicture(bytes, path);
  try {
    return await redrawn(decode, bytes, path);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const words = messageOf(error);
    if (/pixel limit/i.test(words)) throw refused('picture_too_large', 'has more than 40 megapixels', path);
    if (/timeout/i.test(words)) throw refused('picture_too_large', 'takes too long to read', path);
    throw refused('picture_damaged', 'is damaged or not whole', path);
  }
};
