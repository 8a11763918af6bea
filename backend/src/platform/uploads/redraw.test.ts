/** Pictures from outside: drawn anew, upright and bare; everything else refused, each kind with words that say what it is. */
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '../../kernel/errors.ts';
import { type Decode, loadDecoder } from './decoder.ts';
import { drawnAnew } from './redraw.ts';

let decode: Decode;
/** Made before the decoder is loaded, which switches off what is no picture of ours. */
let gif: Buffer;
let tiff: Buffer;
beforeAll(async () => {
  gif = await plain(9, 9).gif().toBuffer();
  tiff = await plain(9, 9).tiff().toBuffer();
  decode = await loadDecoder();
});

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 20, b: 20 } } });
const photo = (width = 90, height = 60) => plain(width, height).jpeg().toBuffer();

const draw = (bytes: Buffer) => drawnAnew(decode, bytes, 'picture');
const refusalOf = async (bytes: Buffer): Promise<string> => {
  const error = await draw(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`expected a refusal, got ${error}`);
  expect(error.status).toBe(422);
  return error.errors.map(({ path, message }) => `${path} ${message}`).join();
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};
/** A PNG of one bit a pixel that says it is so large; few kilobytes, whatever it says. */
const bomb = (width: number, height: number, [depth, colour, interlace]: readonly number[] = [1, 0, 0]): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth ?? 1, colour ?? 0, 0, 0, interlace ?? 0], 8);
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * Math.min(height, 4_000));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
/** The end of a zip archive, as it may stand behind anything. */
const zipEnd = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);

describe('a picture', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('from %s is a WebP of ours', async (kind) => {
    const { bytes, ...rest } = await draw(await plain(100, 50).toFormat(kind).toBuffer());
    expect(rest).toEqual({ type: 'image/webp', width: 100, height: 50 });
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 100, height: 50 });
  });
  it('is made to fit, and never made larger', async () => {
    expect(await draw(await photo(3_000, 1_500))).toMatchObject({ width: 2_000, height: 1_000 });
    expect(await draw(await photo(20, 20))).toMatchObject({ width: 20, height: 20 });
  });
  it('keeps nothing that was not picture: no place, no device, no profile, no bytes behind its end', async () => {
    const sent = await plain(60, 30)
      .withIccProfile('p3')
      .withExif({
        IFD0: { Artist: 'Ursula Quimby', Model: 'Quimby Phone' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '40/1 25/1 2/1' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">Ursula</x:xmpmeta>')
      .jpeg()
      .toBuffer();
    expect((await sharp(sent).metadata()).icc).toBeDefined();
    const { bytes } = await draw(Buffer.concat([sent, Buffer.from('Ursula was here')]));
    for (const text of ['Ursula', 'Quimby', 'Exif', 'EXIF', 'ICCP', 'XMP '])
      expect(bytes.includes(text), text).toBe(false);
    const { exif, icc, xmp, iptc } = await sharp(bytes).metadata();
    expect([exif, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined]);
  });
  it.each([
    [1, 0, 0],
    [2, 89, 0],
    [3, 89, 59],
    [4, 0, 59],
    [5, 0, 0],
    [6, 59, 0],
    [7, 59, 89],
    [8, 0, 89],
  ])('is turned upright from orientation %i', async (orientation, x, y) => {
    // A white corner at the beginning of what was sent stands where the orientation says it belongs.
    const corner = { input: await plain(12, 12).negate().png().toBuffer(), left: 0, top: 0 };
    const sent = await plain(90, 60).composite([corner]).withMetadata({ orientation }).jpeg().toBuffer();
    const { bytes, width, height } = await draw(sent);
    expect([width, height]).toEqual(orientation > 4 ? [60, 90] : [90, 60]);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(data[(y * info.width + x) * info.channels]).toBeLessThan(120);
    expect(data[(30 * info.width + 30) * info.channels]).toBeGreaterThan(150);
  });
  it('of a phone, with a second picture and a moment of video behind it, is taken', async () => {
    const video = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(5_000, 7)]);
    expect(await draw(Buffer.concat([await photo(), await photo(20, 20), video]))).toMatchObject({ width: 90 });
  });
});

describe('refused', () => {
  it('is what is no picture, whatever it is called', async () => {
    const svg = Buffer.from(
      '\ufeff<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    );
    expect(await refusalOf(svg)).toBe('picture is an SVG drawing; send JPEG, PNG or WebP');
    const zip = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(60), zipEnd]);
    expect(await refusalOf(zip)).toBe('picture is an archive; send JPEG, PNG or WebP');
    expect(await refusalOf(gif)).toContain('is a GIF picture');
    expect(await refusalOf(tiff)).toContain('is a TIFF picture');
    expect(await refusalOf(Buffer.from('%PDF-1.7\n'))).toContain('is a PDF');
    expect(await refusalOf(Buffer.from('<!DOCTYPE html><script>alert(1)</script>'))).toContain('is a web page');
    expect(await refusalOf(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'))).toContain('is a HEIC or AVIF photo');
    expect(await refusalOf(Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0', 'latin1'))).toContain('is a video');
    expect(await refusalOf(Buffer.from('MZ\x90\0'))).toBe(
      'picture is not a picture we can read; send JPEG, PNG or WebP',
    );
    expect(await refusalOf(Buffer.alloc(0))).toBe('picture is empty');
  });
  it('is a picture that is something else too', async () => {
    const jpeg = await photo();
    const png = await plain(9, 9).png().toBuffer();
    for (const [beside, said] of [
      [zipEnd, 'an archive'],
      [Buffer.from('\n%PDF-1.4\n1 0 obj'), 'a PDF'],
      [Buffer.from('<ScRipT>alert(1)</script>'), 'a page with a script'],
      [Buffer.from('<?php system($_GET[0]); ?>'), 'a page with a script'],
      [Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'), 'an archive'],
    ] as const)
      for (const picture of [jpeg, png])
        expect(await refusalOf(Buffer.concat([picture, beside]))).toBe(
          `picture is a picture and ${said} in one; send a picture only`,
        );
    const comment = Buffer.from('<script>1</script>');
    const inside = Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xfe, 0, comment.length + 2]),
      comment,
      jpeg.subarray(2),
    ]);
    expect(await refusalOf(inside)).toContain('a page with a script');
  });
  it('is what unfolds to too many pixels, before it is unfolded', async () => {
    const large = bomb(50_000, 50_000);
    expect(large.length).toBeLessThan(100_000);
    for (const bytes of [large, bomb(40_000_001, 1), bomb(8_000, 5_001)])
      expect(await refusalOf(bytes)).toBe('picture has more than 40 megapixels');
    expect(await refusalOf(bomb(8_000, 5_000))).toBe('picture is damaged or not whole');
    expect(await refusalOf(bomb(8_000, 4_900, [16, 6, 1]))).toBe(
      'picture unfolds to more than 128 MB; send it as JPEG',
    );
  });
  it.each(['png', 'jpeg', 'webp'] as const)('is a %s that is not whole', async (kind) => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
    const whole = await sharp({ create: { width: 300, height: 200, channels: 3, background: 'red', noise } })
      .toFormat(kind)
      .toBuffer();
    expect(await draw(whole)).toMatchObject({ width: 300 });
    for (const part of [0.05, 0.5, 0.9])
      expect(await refusalOf(whole.subarray(0, Math.floor(whole.length * part))), String(part)).toBe(
        'picture is damaged or not whole',
      );
  });
  it('is more than 10 MB', async () => {
    expect(await refusalOf(Buffer.concat([await photo(), Buffer.alloc(10 * 1024 * 1024)]))).toBe(
      'picture is larger than 10 MB',
    );
  });
});
