/**
 * Who is asking, and whether they may: one value and one question for routes, rooms, pages and the sidebar, so that what
 * the screen draws and what the server answers cannot come to differ.
 */
import { z } from 'zod';
import { type Area, covers, type Vertical } from './vocabulary/areas.ts';

/** The merchant of an installation that serves only one. */
export const mainMerchant = 'main';

export const scopeModes = ['read', 'write'] as const;
/** `orders:read`, `orders:write`: a context and whether it is changed. `*` stands for all of them. */
export type Scope = '*' | `${string}:${(typeof scopeModes)[number]}`;

const namedScope = z
  .templateLiteral([z.string().regex(/[a-z][a-z0-9_]{0,39}/), ':', z.enum(scopeModes)])
  .describe('A context and `read` or `write`: `orders:read`');
/** A scope as a key holds it. */
export const scope: z.ZodType<Scope, Scope> = z.union([z.literal('*'), namedScope]);

export type Caller = {
  /** The key's id, or `anonymous`. */
  id: string;
  name: string;
  kind: 'anonymous' | 'api' | 'kiosk';
  area: Area;
  /** Those it holds and the installation has switched on. */
  verticals: readonly Vertical[];
  scopes: readonly Scope[];
  merchant: string;
};

/** What something asks of whoever wants it; every endpoint is one. `scope` null or left out: none beyond the area. */
export type Need = { area: Area; vertical: Vertical; scope?: Scope | null };

/** As much of a caller as the question needs: what `access.me` answers will do. */
export type Holder = Pick<Caller, 'area' | 'verticals' | 'scopes'>;

/** True when the scopes that are held include the one that is asked for. */
export const holdsScope = (held: readonly Scope[], needed: Scope): boolean =>
  held.includes('*') || held.includes(needed);

/** Why a caller may not: `vertical` (off, or not held), `area`, `scope`; undefined when it may. */
export const whyNot = ({ area, verticals, scopes }: Holder, need: Need): 'vertical' | 'area' | 'scope' | undefined => {
  if (!verticals.includes(need.vertical)) return 'vertical';
  if (!covers(area, need.area)) return 'area';
  // What everybody may asks no scope, so that nobody can do less with a key than without.
  if (need.scope && need.area !== 'public' && !holdsScope(scopes, need.scope)) return 'scope';
  return undefined;
};

/** True when the caller may do what needs this. */
export const may = (holder: Holder, need: Need): boolean => whyNot(holder, need) === undefined;
