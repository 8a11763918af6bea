/**
 * What the bytes of an upload are, told from themselves and never from what they are called: which kind of picture, or what
 * else; and whether they can be read as something else beside it.
 */

/** The kinds of pictures that are taken. */
export const pictureKinds = ['jpeg', 'png', 'webp'] as const;
export type PictureKind = (typeof pictureKinds)[number];

const text = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to);
const startsWith = (bytes: Buffer, ...start: number[]): boolean => start.every((byte, at) => bytes[at] === byte);

const isKind: Readonly<Record<PictureKind, (bytes: Buffer) => boolean>> = {
  jpeg: (bytes) => startsWith(bytes, 0xff, 0xd8, 0xff),
  png: (bytes) => startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  webp: (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP',
};

/** The brands of the ISO container that phones write photos in. */
const photoBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis'];
const isBoxed = (bytes: Buffer): boolean => text(bytes, 4, 8) === 'ftyp';

const opening = (bytes: Buffer): string => text(bytes, 0, 1_024).trimStart().toLowerCase();

/** What people call what is not taken, so that they see what they sent. */
const others: readonly (readonly [string, (bytes: Buffer) => boolean])[] = [
  ['a HEIC or AVIF photo', (bytes) => isBoxed(bytes) && photoBrands.includes(text(bytes, 8, 12))],
  ['a video', (bytes) => isBoxed(bytes) || startsWith(bytes, 0x1a, 0x45, 0xdf, 0xa3)],
  ['an SVG drawing', (bytes) => /^(\ufeff|ï»¿)?<(svg|\?xml)|<svg[\s>]/.test(opening(bytes))],
  ['a web page', (bytes) => /^(ï»¿)?<(!doctype|html|script)/.test(opening(bytes))],
  ['a GIF picture', (bytes) => text(bytes, 0, 4) === 'GIF8'],
  ['a TIFF picture', (bytes) => ['II*\0', 'MM\0*'].includes(text(bytes, 0, 4))],
  ['a BMP picture', (bytes) => text(bytes, 0, 2) === 'BM'],
  [
    'an archive',
    (bytes) =>
      ['PK\x03\x04', 'PK\x05\x06', 'Rar!', '7z\xbc\xaf'].includes(text(bytes, 0, 4)) || startsWith(bytes, 0x1f, 0x8b),
  ],
  ['a PDF', (bytes) => text(bytes, 0, 1_024).includes('%PDF-')],
];

/** The kind of picture that bytes are; undefined for everything that is not taken. */
export const kindOf = (bytes: Buffer): PictureKind | undefined => pictureKinds.find((kind) => isKind[kind](bytes));

/** What bytes are that are no picture we take, as people call it; undefined where that cannot be told. */
export const otherKindOf = (bytes: Buffer): string | undefined => others.find(([, is]) => is(bytes))?.[0];

/** The end of a zip archive says where it begins, so it may stand behind anything; its comment has at most 64 kB. */
const zipTail = 65_557;

/**
 * Marks of what a program other than a viewer of pictures would find: an archive behind the picture, a PDF or a page with a
 * script inside. Each is too long to come about by chance. What phones lay behind a photo (a second picture, a moment of
 * video) bears none of them.
 */
const marks: readonly (readonly [string, (bytes: Buffer) => boolean])[] = [
  ['an archive', (bytes) => bytes.subarray(-zipTail).includes('PK\x05\x06', 0, 'latin1')],
  [
    'an archive',
    (bytes) => bytes.includes('Rar!\x1a\x07', 0, 'latin1') || bytes.includes('7z\xbc\xaf\x27\x1c', 0, 'latin1'),
  ],
  ['a PDF', (bytes) => bytes.includes('%PDF-1.', 0, 'latin1') || bytes.includes('%PDF-2.', 0, 'latin1')],
  [
    'a page with a script',
    (bytes) => /<script[\s>/]|<\?php\s|<!doctype\s+html|<html[\s>]/i.test(text(bytes, 0, bytes.length)),
  ],
];

/** What bytes that are a picture are beside it; undefined for what is a picture and nothing else. */
export const alsoReadAs = (bytes: Buffer): string | undefined => marks.find(([, bears]) => bears(bytes))?.[0];
