/**
 * What tracking tells the audit: which orders a number is of, who witnessed each scan, and the raw messages that did, pushed by
 * the carrier or answered to our asking.
 */

import type { AuditEntry } from '@gantry/shared/api/audit';
import { scanRecorded, scanRefined } from '@gantry/shared/events/tracking';
import { statusFacts, type WitnessSource } from '@gantry/shared/vocabulary/tracking-status';
import { some } from '@gantry/shared/words/events/phrases';
import { jsonOrText } from '../../kernel/json/lenient.ts';
import type { AuditBody, AuditedOrder, AuditPart, AuditTold } from '../../platform/context.ts';
import { type KeptMessageNeeds, messageById } from './intake/kept-message.ts';
import { readWitnesses, type Witness } from './intake/witnesses.ts';

const byNumber = `
  SELECT named.order_id AS "orderId", 'Tracking number ' || n.tracking_number AS because
  FROM tracked_numbers n JOIN tracked_shipments t ON t.id = n.shipment_id,
    unnest(t.order_id || ARRAY(SELECT o ->> 'orderId' FROM jsonb_array_elements(COALESCE(t.plan -> 'others', '[]')) AS o))
    AS named (order_id)
  WHERE n.tracking_number = ANY($1::text[]) AND ($2::text[] IS NULL OR t.merchant = ANY($2))
  ORDER BY t.created_at DESC, t.id DESC LIMIT 20`;

/** A number as people write it: with blanks and hyphens or without, in any case. */
export const spellingsOf = (number: string): string[] => {
  const bare = number.replace(/[^\p{L}\p{N}]/gu, '');
  return [...new Set([number, bare].flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()]))].filter(Boolean);
};

const told: Readonly<Record<WitnessSource, string>> = {
  push: 'the carrier by itself',
  poll: 'the carrier, asked by us',
};

type MessageRow = {
  messageId: string;
  source: WitnessSource;
  carrier: string;
  shipmentId: string;
  at: Date;
  scans: number;
};
const messages = `
  SELECT message_id AS "messageId", source, carrier, min(shipment_id) AS "shipmentId", min(first_at) AS at, count(*)::int AS scans
  FROM scan_witnesses WHERE shipment_id = ANY($1::text[]) AND message_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY min(first_at), 1`;

const messageEntry = ({ messageId, source, carrier, shipmentId, at, scans }: MessageRow): AuditEntry => {
  const count = some(scans, 'scan');
  return {
    entryId: messageId,
    at: at.toISOString(),
    recordedAt: at.toISOString(),
    kind: source === 'push' ? 'arrival' : 'call',
    title: source === 'push' ? `Message of ${carrier}: ${count}` : `${carrier} was asked and answered: ${count}`,
    detail: null,
    meaning: 'waiting',
    actor: { kind: 'partner', id: `carrier:${carrier}`, name: carrier },
    about: { shipmentId, partner: carrier },
    href: `/logistics/tracking/${encodeURIComponent(shipmentId)}`,
    reasons: [],
    witnesses: [],
    event: null,
    body: null,
    erased: false,
    proof: null,
  };
};

const notOurs = 'It is not kept any more, or speaks of parcels that are not this merchant’s as well';

const bodyOf = async (needs: KeptMessageNeeds, { merchant }: AuditedOrder, messageId: string): Promise<AuditBody> => {
  const found = await messageById(needs, messageId, [merchant]);
  if (!found) return { body: { note: notOurs }, erased: false };
  if (found.erased) return { body: null, erased: true };
  const { body, normalized, ...message } = found;
  return { body: { ...message, message: jsonOrText(body), read: normalized }, erased: false };
};

type Payload = { scanId: string; shipmentId: string; code: string; status: keyof typeof statusFacts | null };

/** The witnesses of a scan, and why one is missing where the other source told of its shipment and not of this. */
const toldOf = ({ code, status }: Payload, witnesses: readonly Witness[], sources: ReadonlySet<string>): AuditTold => {
  const says = status === null ? code : `${code}: ${statusFacts[status].label}`;
  const missing = [...sources].filter((source) => !witnesses.some((one) => one.source === source)) as WitnessSource[];
  return {
    witnesses: witnesses.map(({ source, firstAt, messageId, times }) => ({
      source,
      at: firstAt,
      says: times > 1 ? `${says}, told ${times} times` : says,
      messageId,
    })),
    ...(witnesses.length > 0 && missing.length > 0
      ? { reasons: missing.map((source) => `The sources differ: never told by ${told[source]}`) }
      : {}),
  };
};

const scanNames: ReadonlySet<string> = new Set([scanRecorded.name, scanRefined.name]);

const tell = async (
  { platform: { database } }: KeptMessageNeeds,
  { shipmentIds }: AuditedOrder,
  events: readonly AuditEntry[],
): Promise<Map<string, AuditTold>> => {
  const scans = events.filter(({ event }) => event && scanNames.has(event.name));
  if (scans.length === 0) return new Map();
  const witnesses = await readWitnesses(database, shipmentIds);
  const sources = new Set([...witnesses.values()].flat().map(({ source }) => source));
  return new Map(
    scans.map(({ entryId, body, reasons }) => {
      const payload = body as Payload;
      const more = toldOf(payload, witnesses.get(payload.scanId) ?? [], sources);
      return [entryId, { ...more, reasons: [...reasons, ...(more.reasons ?? [])] }];
    }),
  );
};

/** Numbers, witnesses and raw messages of an order's parcels. */
export const trackingAudit = (needs: KeptMessageNeeds): AuditPart => {
  const { database } = needs.platform;
  return {
    name: 'tracking.messages',
    find: (q, merchants) => database.rows(byNumber, spellingsOf(q), merchants),
    entriesOf: async ({ shipmentIds }) =>
      (await database.rows<MessageRow>(messages, [...shipmentIds])).map(messageEntry),
    bodiesOf: async (order, ids) => {
      const bodies = await Promise.all(ids.map(async (id) => [id, await bodyOf(needs, order, id)] as const));
      return new Map(bodies);
    },
    tell: (order, events) => tell(needs, order, events),
  };
};
