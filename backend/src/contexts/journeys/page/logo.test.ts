/** Logos: pictures are drawn anew, everything else is refused with the field's name. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/errors.ts';
import { drawnAnew } from './logo.ts';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 20, b: 20, alpha: 0.5 } } });
const dataUrl = (kind: string, bytes: Buffer): string => `data:image/${kind};base64,${bytes.toString('base64')}`;
const refusalOf = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`expected a refusal, got ${error}`);
  return error.errors.map(({ path, message }) => `${path}: ${message}`).join();
};

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const crc = body.reduce((c, byte) => (crcTable[(c ^ byte) & 255] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff;
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};
/** A PNG that says it is so large and unfolds to as many bytes, out of a few kilobytes. */
const bomb = (side: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((side / 8 + 1) * Math.min(side, 8_000));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

describe('a logo', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('from %s is a PNG of ours', async (kind) => {
    const png = await drawnAnew(dataUrl(kind, await picture(100, 50).toFormat(kind).toBuffer()));
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 100, height: 50 });
  });
  it('is made to fit, and never made larger', async () => {
    const sizeOf = async (width: number, height: number) => {
      const { width: w, height: h } = await sharp(
        await drawnAnew(dataUrl('png', await picture(width, height).png().toBuffer())),
      ).metadata();
      return [w, h];
    };
    expect(await sizeOf(2_000, 500)).toEqual([512, 128]);
    expect(await sizeOf(300, 900)).toEqual([53, 160]);
    expect(await sizeOf(20, 20)).toEqual([20, 20]);
  });
  it('keeps nothing that was not picture: no metadata, no bytes after its end', async () => {
    const jpeg = await picture(60, 30)
      .jpeg()
      .withExif({ IFD0: { Artist: 'Ursula Quimby' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '40/1 25/1 2/1' } })
      .toBuffer();
    expect(jpeg.includes('Ursula')).toBe(true);
    const png = await drawnAnew(dataUrl('jpeg', Buffer.concat([jpeg, Buffer.from('<script>Ursula</script>')])));
    expect(png.includes('Ursula')).toBe(false);
    expect((await sharp(png).metadata()).exif).toBeUndefined();
  });
  it('of the same picture has the same bytes', async () => {
    const url = dataUrl('png', await picture(90, 40).png().toBuffer());
    expect((await drawnAnew(url)).equals(await drawnAnew(url))).toBe(true);
  });
});

describe('refused', () => {
  it('what is not what it says', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const gif = await picture(9, 9).gif().toBuffer();
    expect(await refusalOf(drawnAnew(dataUrl('png', svg)))).toBe('logo: not a PNG image');
    expect(await refusalOf(drawnAnew(dataUrl('svg+xml', svg)))).toContain('PNG, JPEG or WebP only');
    expect(await refusalOf(drawnAnew(dataUrl('webp', gif)))).toBe('logo: not a WEBP image');
    expect(await refusalOf(drawnAnew('data:image/png;base64,'))).toBe('logo: not a PNG image');
  });
  it('what only begins like a picture', async () => {
    const whole = await picture(400, 300).png().toBuffer();
    const half = whole.subarray(0, 40);
    expect(await refusalOf(drawnAnew(dataUrl('png', half)))).toBe('logo: cannot be read as an image');
  });
  it('what unfolds to too many pixels, before it is unfolded', async () => {
    const bytes = bomb(50_000);
    expect(bytes.length).toBeLessThan(512 * 1024);
    expect(await refusalOf(drawnAnew(dataUrl('png', bytes)))).toBe('logo: more than 16 megapixels');
  });
  it('more than 512 kB', async () => {
    expect(await refusalOf(drawnAnew(dataUrl('png', Buffer.alloc(512 * 1024 + 1))))).toBe('logo: larger than 512 kB');
  });
});
