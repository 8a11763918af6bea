/**
 * Which values name a person. They are marked where their schema is declared, once; whoever writes an event or a row
 * finds them by the marks, takes them out and keeps them sealed beside what stays.
 */
import { z } from 'zod';

/**
 * What stays of a marked value where everybody may read: nothing, a text without letters (for those that must be there),
 * the area of a postal code, a coordinate rounded to about a kilometre, or what a secret is known again by, its SHA-256.
 */
export const remnants = ['nothing', 'empty', 'area', 'coarse', 'hash'] as const;
export type Remnant = (typeof remnants)[number];

/** The marks, by schema. They are no metadata of zod's own, which API descriptions would print. */
export const personalValues = z.registry<{ stays: Remnant }>();

/** Marks a schema's values as personal. */
export const personal = <Schema extends z.ZodType>(schema: Schema, stays: Remnant = 'nothing'): Schema => {
  personalValues.add(schema, { stays });
  return schema;
};

/** The area of a postal code: its first three characters. Of an area the same again. */
export const postalArea = (code: string): string => code.slice(0, 3);

/** A coordinate in degrees to two decimals, about a kilometre: nobody's door. */
export const coarseDegrees = (degrees: number): number => Math.round(degrees * 100) / 100 + 0;
