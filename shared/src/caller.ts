/**
 * Who is asking, and whether they may: one value and one question for routes, rooms, pages and the sidebar, so that what
 * the screen draws and what the server answers cannot come to differ.
 */
import { z } from 'zod';
import { type Area, covers, type Vertical } from './vocabulary/areas.ts';

/** The merchant of an installation that serves only one. */
export const mainMerchant = 'main';
/** In the place of a merchant: what belongs to none of them, and is seen by whoever serves all. */
export const nobodys = '';

export const scopeModes = ['read', 'write'] as const;
/** `orders:read`, `orders:write`: a context and whether it is changed. `*` stands for all of them. */
export type Scope = '*' | `${string}:${(typeof scopeModes)[number]}`;

const namedScope = z
  .templateLiteral([z.string().regex(/[a-z][a-z0-9_]{0,39}/), ':', z.enum(scopeModes)])
  .describe('A context and `read` or `write`: `orders:read`');
/** A scope as a key holds it. */
export const scope: z.ZodType<Scope, Scope> = z.union([z.literal('*'), namedScope]);

/** A merchant's short name: `main`, `acme`. */
export const merchantId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'small letters, digits and hyphens, at most 40, beginning with a letter or digit',
  );
/** Merchants by name; `*` stands for all there are, also those that come later. */
export type Merchants = '*' | readonly string[];

export const callerKinds = ['anonymous', 'api', 'kiosk', 'person'] as const;

export type Caller = {
  /** The id of the key or the person, or `anonymous`. */
  id: string;
  name: string;
  kind: (typeof callerKinds)[number];
  area: Area;
  /** Those it holds and the installation has switched on. */
  verticals: readonly Vertical[];
  scopes: readonly Scope[];
  /** Those it may act for. */
  merchants: Merchants;
  /** The one of them it chose for this request; null: all it may. */
  merchant: string | null;
};

/**
 * What something asks of whoever wants it; every endpoint is one. `scope` null or left out: none beyond the area.
 * `operator`: it belongs to the installation and to no merchant, so whoever serves only some of them may not.
 */
export type Need = { area: Area; vertical: Vertical; scope?: Scope | null; operator?: boolean | undefined };

/** As much of a caller as the question needs: what `access.me` answers will do. */
export type Holder = Pick<Caller, 'area' | 'verticals' | 'scopes' | 'merchants'>;

/** The merchants whose data a caller sees: the one it chose, else all it may. */
export const merchantsSeen = ({ merchants, merchant }: Pick<Caller, 'merchants' | 'merchant'>): Merchants =>
  merchant === null ? merchants : [merchant];

/** The same as a parameter of SQL, `($1::text[] IS NULL OR merchant = ANY($1))`: null for all. */
export const merchantFilter = (caller: Pick<Caller, 'merchants' | 'merchant'>): string[] | null => {
  const seen = merchantsSeen(caller);
  return seen === '*' ? null : [...seen];
};

/** True when a caller sees what belongs to this merchant. */
export const seesMerchant = (caller: Pick<Caller, 'merchants' | 'merchant'>, merchant: string): boolean => {
  const seen = merchantsSeen(caller);
  return seen === '*' || seen.includes(merchant);
};

/** Whose something is that a caller makes without saying for whom; undefined when it serves several and has to choose. */
export const merchantActedFor = ({
  merchants,
  merchant,
}: Pick<Caller, 'merchants' | 'merchant'>): string | undefined => {
  if (merchant !== null) return merchant;
  if (merchants === '*' || merchants.includes(mainMerchant)) return mainMerchant;
  return merchants.length === 1 ? merchants[0] : undefined;
};

/** True when the scopes that are held include the one that is asked for. */
export const holdsScope = (held: readonly Scope[], needed: Scope): boolean =>
  held.includes('*') || held.includes(needed);

/** Why a caller may not: `vertical` (off, or not held), `area`, `scope`, `operator`; undefined when it may. */
export const whyNot = (
  { area, verticals, scopes, merchants }: Holder,
  need: Need,
): 'vertical' | 'area' | 'scope' | 'operator' | undefined => {
  if (!verticals.includes(need.vertical)) return 'vertical';
  if (!covers(area, need.area)) return 'area';
  // What everybody may asks no scope, so that nobody can do less with a key than without.
  if (need.scope && need.area !== 'public' && !holdsScope(scopes, need.scope)) return 'scope';
  if (need.operator && need.area !== 'public' && merchants !== '*') return 'operator';
  return undefined;
};

/** True when the caller may do what needs this. */
export const may = (holder: Holder, need: Need): boolean => whyNot(holder, need) === undefined;
