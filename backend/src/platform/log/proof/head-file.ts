/**
 * Heads outside of the database: a file a month in the tower's home, one line of JSON each, only ever added to. Each line is
 * signed with a key made of the tower's secret, so that who can write the database and the file still cannot write a line.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { Head } from './heads.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const number = z.int().nonnegative();
/** `by`: which key signed it, named without telling it. */
const signature = { by: z.string(), mac: hex };
const headLine = z.object({
  number,
  at: z.string(),
  seq: number,
  day: z.string().nullable(),
  before: hex,
  hash: hex,
  ...signature,
});
/**
 * The database was brought back to an earlier head; what came after it is void. `hash`: of that head, null where it has none.
 * `after`: the signature of the line before it, so that it cannot be moved or used again.
 */
const restoredLine = z.object({
  restored: z.string(),
  after: hex.nullable(),
  at: z.string(),
  number,
  seq: number,
  hash: hex.nullable(),
  ...signature,
});
export type HeadLine = z.infer<typeof headLine>;
export type RestoredLine = z.infer<typeof restoredLine>;
export type Line = HeadLine | RestoredLine;

export const headsFolderOf = (home: string): string => join(home, 'heads');

type Signer = { by: string; mac(line: object): string };

const signerOf = (secret: string): Signer => {
  const derive = (what: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'hex'), '', `gantry log heads ${what}`, bytes));
  const key = derive('key', 32);
  return {
    by: derive('name', 8).toString('hex'),
    mac: (line) =>
      createHmac('sha256', key)
        .update(canonicalize(line) ?? '')
        .digest('hex'),
  };
};

const signed = (secret: string, content: object): string => {
  const { by, mac } = signerOf(secret);
  const line = { ...content, by };
  return `${JSON.stringify({ ...line, mac: mac(line) })}\n`;
};

/** `signed`: whether a line is what its key signed; null where its key is none of these. `isOwn`: that key is the first of them. */
export type Signature = { signed: boolean | null; isOwn: boolean };

/** Checks lines against keys, which are made once for all of them: a year has half a million. */
export const openSignatures = (secrets: readonly string[]): ((line: Line) => Signature) => {
  const signers = secrets.map(signerOf);
  return (line) => {
    const signer = signers.find(({ by }) => by === line.by);
    if (!signer) return { signed: null, isOwn: false };
    const { mac, ...content } = line;
    const signed = timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(signer.mac(content), 'hex'));
    return { signed, isOwn: signer === signers[0] };
  };
};

/** Longer than two lines. */
const tailBytes = 2_048;

/** The end of a file, and how much of it is whole lines. */
const tailOf = (file: string): { text: string; whole: number; size: number } => {
  const { size } = statSync(file);
  const bytes = Buffer.alloc(Math.min(size, tailBytes));
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
  } finally {
    closeSync(descriptor);
  }
  const end = bytes.lastIndexOf(10) + 1;
  return { text: bytes.toString('utf8', 0, end), whole: size - bytes.length + end, size };
};

/** Where the next line goes: into the file of its month, or the newest where a clock went back: lines stand in their order. */
const fileFor = (folder: string, at: string): string => {
  const own = join(folder, `${at.slice(0, 7)}.jsonl`);
  return [...filesOf(folder), own].sort().at(-1) ?? own;
};

const add = (folder: string, at: string, text: string): void => {
  mkdirSync(folder, { recursive: true });
  const file = fileFor(folder, at);
  if (existsSync(file)) {
    const { whole, size } = tailOf(file);
    // Cut short by a crash: it was never a promise.
    if (whole < size) truncateSync(file, whole);
  }
  appendFileSync(file, text, { mode: 0o600, flush: true });
};

/** Adds heads, on the disk when it returns. */
export const addHeads = (folder: string, secret: string, heads: readonly Head[]): void => {
  for (const { number, at, seq, day, before, hash } of heads)
    add(folder, at, signed(secret, { number, at, seq, day, before, hash }));
};

/** Says that the database was brought back to a head, and by what. */
export const addRestored = (
  folder: string,
  secret: string,
  { why, at, head }: { why: string; at: Date; head: Head | undefined },
): void => {
  const stands = { number: head?.number ?? 0, seq: head?.seq ?? 0, hash: head?.hash ?? null };
  const after = lastMacIn(folder);
  add(folder, at.toISOString(), signed(secret, { restored: why, after, at: at.toISOString(), ...stands }));
};

const filesOf = (path: string): string[] => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(path, name));
};

const lineOf = (text: string, where: string): Line => {
  try {
    return z.union([headLine, restoredLine]).parse(JSON.parse(text));
  } catch {
    throw new Error(`${where} is no head of a log`);
  }
};

/** The last line of a folder. The newest file may have none: its first was cut short. */
const lastLineIn = (folder: string): Line | undefined => {
  for (const file of filesOf(folder).reverse()) {
    const text = tailOf(file).text.split('\n').at(-2);
    if (text) return lineOf(text, `the last line of ${file}`);
  }
  return undefined;
};

/** The signature of the last line. A line that is none stops no restore: whoever reads the file names it. */
const lastMacIn = (folder: string): string | null => {
  try {
    return lastLineIn(folder)?.mac ?? null;
  } catch {
    return null;
  }
};

/** The number that the last line of a folder stands at; 0 where there is none. */
export const lastNumberIn = (folder: string): number => lastLineIn(folder)?.number ?? 0;

/** The lines of a folder or a file, the oldest first. A last line that was cut short was never a promise. Throws on any other that is none. */
export const readHeadLines = (path: string): Line[] =>
  filesOf(path).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .flatMap((text, n) => (text === '' ? [] : [lineOf(text, `line ${n + 1} of ${file}`)])),
  );
