/**
 * What the sandbox remembers between two runs beside its actors' own books: its secrets, how far everything has been done,
 * and which orders have entered the tower. Everything else follows from the seed.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { worldCarriers } from './carrier/carriers.ts';

const stored = z.object({
  version: z.literal(2),
  seed: z.string(),
  secrets: z.record(z.string(), z.string()),
  /** Everything there was to do up to here has been done: milliseconds since 1970. Null before the first run. */
  cursor: z.number().nullable(),
  /** An order that the tower must know; when it does not, it is another tower. */
  witness: z.string().nullable(),
  /** The shops have received what they begin with. */
  stocked: z.boolean().default(false),
  /** When this world first opened: what lies long before is told as the past. Of one that is older than floors are, when it opened again. */
  began: z.number().nullable().default(null),
  days: z.record(z.string(), z.object({ orders: z.number(), entered: z.string() })),
});

/** How many orders a local day has, and which of them have entered the tower. A day keeps the number it began with. */
export type Day = { orders: number; entered: Uint8Array };
export type State = {
  seed: string;
  secrets: Record<string, string>;
  cursor: number | null;
  witness: string | null;
  stocked: boolean;
  began: number | null;
  days: Map<number, Day>;
};

/** The name of the secret by which the tower speaks to the merchants' ERPs. */
export const erpSecret = 'erp';

/** A state in which nothing has been done. Secrets are kept when given. */
export const newState = (seed: string, secrets: Record<string, string> = {}): State => ({
  seed,
  secrets: Object.fromEntries(
    [...worldCarriers.map(({ name }) => name), erpSecret].map((name) => [
      name,
      secrets[name] ?? `sbx_${randomBytes(24).toString('base64url')}`,
    ]),
  ),
  cursor: null,
  witness: null,
  stocked: false,
  began: null,
  days: new Map(),
});

/** Reads the state; a new one when there is none, it cannot be read, or it belongs to another seed. */
export const loadState = (path: string, seed: string): State => {
  try {
    const { days, ...rest } = stored.parse(JSON.parse(readFileSync(path, 'utf8')));
    const fresh = newState(seed, rest.secrets);
    if (rest.seed !== seed) return fresh;
    const entries = Object.entries(days).map(([day, { orders, entered }]): [number, Day] => [
      Number(day),
      { orders, entered: Uint8Array.from(Buffer.from(entered, 'base64')) },
    ]);
    const { cursor, witness, stocked, began } = rest;
    return { ...fresh, cursor, witness, stocked, began, days: new Map(entries) };
  } catch {
    return newState(seed);
  }
};

/** Writes the state for its owner alone, whole or not at all. */
export const saveState = (path: string, state: State): void => {
  const days = Object.fromEntries(
    [...state.days].map(([day, { orders, entered }]) => [
      day,
      { orders, entered: Buffer.from(entered).toString('base64') },
    ]),
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify({ version: 2, ...state, days }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

export const hasEntered = (day: Day, n: number): boolean => (((day.entered[n >> 3] ?? 0) >> (n & 7)) & 1) === 1;
export const enter = (day: Day, n: number): void => {
  day.entered[n >> 3] = (day.entered[n >> 3] ?? 0) | (1 << (n & 7));
};
