/**
 * The decoder of pictures, with all it could read switched off but three formats: SVG above all may name files and addresses.
 * It is loaded at the first picture; most processes never need it.
 */
import type { Sharp, SharpOptions } from 'sharp';

export type Decode = (input: Buffer, options: Pick<SharpOptions, 'limitInputPixels' | 'failOn' | 'raw'>) => Sharp;

/** Loads it. Nothing is remembered between pictures, and one is decoded by one thread. */
export const loadDecoder = async (): Promise<Decode> => {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadWebpBuffer'],
  });
  return sharp;
};
