/**
 * What the sandbox remembers between two runs: its secrets, how far it has sent, and which parcels have entered the
 * tower. Everything else follows from the seed.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { carriers } from './data/carriers.data.ts';
import { realCarriers } from './data/real-carriers.data.ts';

const stored = z.object({
  version: z.literal(1),
  seed: z.string(),
  secrets: z.record(z.string(), z.string()),
  /** Everything of an entered parcel up to here has been sent: milliseconds since 1970. Null before the first run. */
  cursor: z.number().nullable(),
  /** An order that the tower must know; when it does not, it is another tower. */
  witness: z.string().nullable(),
  days: z.record(z.string(), z.object({ perDay: z.number(), entered: z.string() })),
});

export type Day = { perDay: number; entered: Uint8Array };
export type State = {
  seed: string;
  secrets: Record<string, string>;
  cursor: number | null;
  witness: string | null;
  days: Map<number, Day>;
};

/** A state in which nothing has been sent. Secrets are kept when given. */
export const newState = (seed: string, secrets: Record<string, string> = {}): State => ({
  seed,
  secrets: Object.fromEntries(
    [...carriers, ...realCarriers].map(({ name }) => [
      name,
      secrets[name] ?? `sbx_${randomBytes(24).toString('base64url')}`,
    ]),
  ),
  cursor: null,
  witness: null,
  days: new Map(),
});

/** Reads the state; a new one when there is none, it cannot be read, or it belongs to another seed. */
export const loadState = (path: string, seed: string): State => {
  try {
    const { days, ...rest } = stored.parse(JSON.parse(readFileSync(path, 'utf8')));
    const fresh = newState(seed, rest.secrets);
    if (rest.seed !== seed) return fresh;
    const entries = Object.entries(days).map(([day, { perDay, entered }]): [number, Day] => [
      Number(day),
      { perDay, entered: Uint8Array.from(Buffer.from(entered, 'base64')) },
    ]);
    return { ...fresh, cursor: rest.cursor, witness: rest.witness, days: new Map(entries) };
  } catch {
    return newState(seed);
  }
};

/** Writes the state for its owner alone, whole or not at all. */
export const saveState = (path: string, state: State): void => {
  const days = Object.fromEntries(
    [...state.days].map(([day, { perDay, entered }]) => [
      day,
      { perDay, entered: Buffer.from(entered).toString('base64') },
    ]),
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify({ version: 1, ...state, days }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

/** The day's record, made with `perDay` parcels when the day begins. A day keeps the rate it began with. */
export const dayIn = (state: State, day: number, perDay: number): Day => {
  const known = state.days.get(day);
  if (known) return known;
  const fresh = { perDay, entered: new Uint8Array(Math.ceil(perDay / 8)) };
  state.days.set(day, fresh);
  return fresh;
};

export const hasEntered = (day: Day, n: number): boolean => (((day.entered[n >> 3] ?? 0) >> (n & 7)) & 1) === 1;
export const enter = (day: Day, n: number): void => {
  day.entered[n >> 3] = (day.entered[n >> 3] ?? 0) | (1 << (n & 7));
};
