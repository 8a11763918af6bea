/** How an event becomes a sentence: its definition, what kind of thing it is in the audit, and its words. Pure. */
import type { EventDefinition, FactOf } from '../../events/define.ts';
import type { AuditKind } from '../../vocabulary/audit.ts';
import type { Meaning } from '../../vocabulary/tracking-status.ts';

export type Told = {
  text: string;
  meaning: Meaning;
  /** More of it, where a sentence does not say all. */
  detail?: string | undefined;
  /** Why the tower decided so, the weightiest first. */
  reasons?: readonly string[];
  /** The page of what it speaks of. */
  href?: string;
};
/** The lines, for what events call by their ids; and how whoever reads it likes times told. */
export type About = { lines: readonly { lineId: string; sku: string }[]; stamp(instant: string): string };

/** Null where the payload is not as its definition says. */
export type Words = { kind: AuditKind; tell(payload: unknown, about: About): Told | null };
export type Teller = readonly [name: string, words: Words];

type PayloadOf<D> = FactOf<D>['payload'];

/** Words for the events of a definition. */
export const teller = <D extends EventDefinition>(
  { name, payload: schema }: D,
  kind: AuditKind,
  words: (payload: PayloadOf<D>, about: About) => Told,
): Teller => [
  name,
  {
    kind,
    tell: (payload, about) => {
      const read = schema.safeParse(payload);
      return read.success ? words(read.data as PayloadOf<D>, about) : null;
    },
  },
];

/** The SKU of a line by its id. */
export const lineName = (lineId: string, { lines }: About): string =>
  lines.find((line) => line.lineId === lineId)?.sku ?? `line ${lineId}`;

export const shipmentLink = (shipmentId: string): string => `/logistics/tracking/${encodeURIComponent(shipmentId)}`;
export const orderLink = (orderId: string): string => `/logistics/orders/${encodeURIComponent(orderId)}`;
