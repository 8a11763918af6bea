/** The dials of the sandbox world, read from the environment: how many parcels, and how often things go wrong. */
import { z } from 'zod';
import { read } from '../kernel/faults.ts';

const share = z.coerce.number().min(0).max(1);

export const dialSchema = z.object({
  perDay: z.coerce.number().int().min(1).max(1_000_000).default(3500).describe('Orders a day'),
  duplicate: share.default(0.02).describe('A scan is sent twice'),
  late: share.default(0.015).describe('A scan is sent minutes to hours late'),
  outOfOrder: share.default(0.015).describe('A scan is sent after the next one'),
  zoneLess: share.default(0.01).describe('A time loses its offset'),
  dropped: share.default(0.004).describe('A scan is never sent (never the last one)'),
  silent: share.default(0.0015).describe('A parcel is not heard of again'),
  lost: share.default(0.002).describe('A carrier declares a parcel lost'),
  contradiction: share.default(0.001).describe('A depot scans a parcel that was delivered already'),
  broken: share.default(0.001).describe('An order has no lines, or a scan a code that no mapping knows'),
});
export type Dials = z.infer<typeof dialSchema>;
export const defaultDials: Dials = dialSchema.parse({});

const variableOf = (name: string): string => `GANTRY_SANDBOX_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;

/** Reads GANTRY_SANDBOX_PER_DAY, GANTRY_SANDBOX_DUPLICATE, GANTRY_SANDBOX_OUT_OF_ORDER ... Throws with the names of those that are nonsense. */
export const dialsFrom = (env: Record<string, string | undefined>): Dials => {
  const given = Object.keys(dialSchema.shape).flatMap((name) => {
    const value = env[variableOf(name)];
    return value === undefined || value === '' ? [] : [[name, value]];
  });
  const dials = read(dialSchema, Object.fromEntries(given));
  if (dials.ok) return dials.data;
  throw new Error(dials.faults.map(({ path, message }) => `${variableOf(path)}: ${message}`).join('; '));
};
