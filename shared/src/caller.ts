/**
 * Who is asking, and whether they may: one value and one question for routes, rooms, pages and the sidebar, so that what
 * the screen draws and what the server answers cannot come to differ.
 */
import { type Area, covers, type Vertical } from './vocabulary/areas.ts';

/** The merchant of an installation that serves only one. */
export const mainMerchant = 'main';

/** `orders:read`, `orders:write`: a context and whether it is changed. `*` stands for all of them. */
export type Scope = '*' | `${string}:${'read' | 'write'}`;

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

/** What something asks of whoever wants it. `scope` left out: none beyond the area. */
export type Need = { area: Area; vertical: Vertical; scope?: Scope };

/** Why a caller may not: `vertical` (off, or not held), `area`, `scope`; undefined when it may. */
export const whyNot = (
  { area, verticals, scopes }: Pick<Caller, 'area' | 'verticals' | 'scopes'>,
  need: Need,
): 'vertical' | 'area' | 'scope' | undefined => {
  if (!verticals.includes(need.vertical)) return 'vertical';
  if (!covers(area, need.area)) return 'area';
  if (need.scope !== undefined && !scopes.includes('*') && !scopes.includes(need.scope)) return 'scope';
  return undefined;
};

/** True when the caller may do what needs this. */
export const may = (caller: Pick<Caller, 'area' | 'verticals' | 'scopes'>, need: Need): boolean =>
  whyNot(caller, need) === undefined;
