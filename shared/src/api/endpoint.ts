/**
 * An endpoint, declared once for both sides: the backend serves it, the frontend calls it, the OpenAPI document
 * describes it. Area and vertical are not optional, so an endpoint nobody thought about cannot exist.
 */
import { z } from 'zod';
import type { Scope } from '../caller.ts';
import type { Area, Vertical } from '../vocabulary/areas.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** A refusal that an endpoint must declare because it follows from no other part of its declaration. */
export type DeclaredRefusal = 400 | 401 | 403 | 404 | 409 | 429 | 502;

export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> = {
  /** Unique name, `context.verb`; the OpenAPI operation id. */
  id: string;
  method: Method;
  /** Express-style path: `/api/logistics/orders/:orderId`. */
  path: string;
  area: Area;
  vertical: Vertical;
  /** The scope a key needs; null for none. */
  scope: Scope | null;
  /** It belongs to the installation and to no merchant: whoever serves only some of them may not. */
  operator?: true;
  summary: string;
  description?: string;
  params: Params;
  query: Query;
  body: Body;
  reply: Reply;
  /** The status of a plain success; 200 when left out. */
  success?: number;
  /** Other successes, each with what it means; they carry the same reply. */
  alsoAnswers?: Readonly<Record<number, string>>;
  /** Refusals besides those that follow from the rest of the declaration. */
  refusals?: readonly DeclaredRefusal[];
  /** It reads and writes its bytes itself, and decides itself whom it answers. */
  raw?: true;
  /** The media type of the body or of the reply of such a one where it is not JSON: a webhook's, a picture's. */
  accepts?: string;
  produces?: string;
  /** It only reads, although its method says otherwise: a question too long for an address. */
  reads?: true;
  /** The reply holds a secret that nobody can read again: wherever it is kept, it is kept sealed. */
  confidential?: true;
};

/** The scope of an endpoint that declares none: `orders.place` is `orders:write`, `orders.list` is `orders:read`. */
const scopeOf = ({ id, method }: Pick<Endpoint, 'id' | 'method'>): Scope =>
  `${id.split('.')[0]}:${method === 'GET' ? 'read' : 'write'}`;

const none = z.strictObject({});
/** What a caller writes and nobody knows is told to it rather than passed over. */
const strictly = (part: unknown): unknown => (part instanceof z.ZodObject ? part.strict() : part);
type None = typeof none;
type Declared<P, Q, B, R> = Endpoint<
  P extends z.ZodType ? P : None,
  Q extends z.ZodType ? Q : None,
  B extends z.ZodType ? B : None,
  R extends z.ZodType ? R : None
>;

/**
 * Declares an endpoint; parts left out take nothing, a scope left out follows from the id and the method. Names that the
 * query or the body do not know are refused; objects within a body are declared strict where they are written.
 */
export const endpoint = <P = undefined, Q = undefined, B = undefined, R = undefined>(
  declaration: Omit<Endpoint, 'scope' | 'params' | 'query' | 'body' | 'reply'> & {
    scope?: Scope | null;
    params?: P;
    query?: Q;
    body?: B;
    reply?: R;
  },
): Declared<P, Q, B, R> =>
  ({
    scope: scopeOf(declaration),
    reply: none,
    ...declaration,
    params: strictly(declaration.params ?? none),
    query: strictly(declaration.query ?? none),
    body: strictly(declaration.body ?? none),
  }) as unknown as Declared<P, Q, B, R>;

/** Bytes of a body that nobody has read yet: whoever wants them says how many it takes. */
export type UnreadBytes = (most: number) => Promise<Uint8Array>;
/** The body of an endpoint that `accepts` something else than JSON. */
export const unreadBytes = z.custom<UnreadBytes>((given) => typeof given === 'function');

export type ParamsOf<E extends Endpoint> = z.output<E['params']>;
export type QueryOf<E extends Endpoint> = z.output<E['query']>;
export type BodyOf<E extends Endpoint> = z.output<E['body']>;
export type ReplyOf<E extends Endpoint> = z.output<E['reply']>;

/** A page of a list: `{ items, nextCursor }`; the cursor is opaque and null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export const pageQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** RFC 9457 Problem Details with the paths of the fields that are wrong. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    code: z.string().describe('For programs: it never changes'),
    detail: z.string().optional().describe('For people'),
    instance: z.string().optional(),
    errors: z
      .array(z.object({ path: z.string().describe('`lines.0.quantity`; empty for the whole'), message: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;
