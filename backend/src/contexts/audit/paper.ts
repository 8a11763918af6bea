/** The audit of an order as a paper: what it is of, how far it is proved, and every entry with its time, actor and reasons. Pure. */
import type { AuditEntry, auditedOrder, verifyAudit } from '@gantry/shared/api/audit';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { count, inWords, some } from '@gantry/shared/words/events/phrases';
import type { z } from 'zod';
import type { Block, Cell, Paper } from '../../platform/press/paper.ts';

type Facts = {
  order: z.output<typeof auditedOrder>;
  entries: readonly AuditEntry[];
  madeAt: string;
  verified: ReplyOf<typeof verifyAudit>;
  unanswered: readonly string[];
};

/** Entries that one paper holds: what more there are stands in the JSON. */
const mostEntries = 3_000;
/** Signs of a payload that are printed, and how many of them stand on a line. */
const mostOfBody = 900;
const perLine = 180;

/** "2026-11-28 15:20:07 UTC". */
const instantOf = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** A payload as lines, cut with a note where it is long. */
export const bodyLines = (body: unknown): string[] => {
  if (body === null || body === undefined) return [];
  const signs = [...JSON.stringify(body)];
  const shown = signs.slice(0, mostOfBody);
  const lines: string[] = [];
  for (let at = 0; at < shown.length; at += perLine) lines.push(shown.slice(at, at + perLine).join(''));
  return signs.length > shown.length
    ? [...lines, `… cut here: ${count(signs.length)} characters, all of them in the JSON export`]
    : lines;
};

const witnessLine = ({ source, at, says, messageId }: AuditEntry['witnesses'][number]): string =>
  `Witness: ${source}, ${instantOf(at)}: ${says}${messageId ? ` (${messageId})` : ''}`;

const eventLine = ({ event, proof }: AuditEntry): string | undefined =>
  event === null
    ? undefined
    : `${event.name}, ${event.stream} ${event.streamId} version ${event.version}${event.seq === null ? '' : `, position ${event.seq}`}${proof ? `, number ${proof.number} of its chain, hash ${proof.hash.slice(0, 16)}…` : ''}`;

const rowOf = (entry: AuditEntry): Cell[] => [
  {
    text: instantOf(entry.at),
    below: [
      inWords(entry.kind),
      ...(entry.recordedAt.slice(0, 19) === entry.at.slice(0, 19) ? [] : [`recorded ${instantOf(entry.recordedAt)}`]),
    ],
  },
  {
    text: entry.title,
    strong: true,
    below: [
      entry.detail ?? '',
      ...entry.reasons.map((reason) => `Reason: ${reason}`),
      ...entry.witnesses.map(witnessLine),
      eventLine(entry) ?? '',
      ...(entry.erased ? ['What named a person is erased'] : []),
      ...bodyLines(entry.body),
    ].filter(Boolean),
  },
  { text: entry.actor.name ?? entry.actor.id, below: [inWords(entry.actor.kind), entry.actor.id] },
];

const proofText = ({ ok, events, pending, head, faults }: Facts['verified']): string =>
  [
    ok
      ? `${some(events, 'event')} checked against the hash chain: nothing was changed.`
      : `${some(faults.length, 'fault')} found: ${faults.map(({ text }) => text).join('; ')}`,
    pending > 0 ? `${some(pending, 'event')} of the last seconds not yet in the chain.` : '',
    head
      ? `Newest head that covers them: ${instantOf(head.at)}, position ${head.seq}, ${head.hash}${head.outside ? ', read beside the database' : ''}.`
      : 'No head covers them yet.',
  ]
    .filter(Boolean)
    .join('\n');

const blocksOf = ({ order, entries, madeAt, verified, unanswered }: Facts): Block[] => [
  {
    kind: 'head',
    title: 'Audit',
    lines: [
      `Order ${order.number}`,
      order.orderId,
      `Made ${instantOf(madeAt)}`,
      some(entries.length, 'entry', 'entries'),
    ],
  },
  {
    kind: 'columns',
    columns: [
      { title: 'Merchant', lines: [order.merchant] },
      { title: 'Channel', lines: [order.channel] },
      { title: 'Placed', lines: [instantOf(order.placedAt)] },
      { title: 'Stage', lines: [inWords(order.stage), ...(order.erased ? ['its customer was erased'] : [])] },
    ],
  },
  { kind: 'text', title: 'Proof', text: proofText(verified), framed: true },
  ...(unanswered.length > 0
    ? [{ kind: 'text' as const, title: 'Not in here', text: `Could not be asked: ${unanswered.join(', ')}` }]
    : []),
  {
    kind: 'table',
    columns: [
      { head: 'When', share: 2.4 },
      { head: 'What', share: 7 },
      { head: 'Who', share: 2 },
    ],
    rows: entries.slice(0, mostEntries).map(rowOf),
  },
  ...(entries.length > mostEntries
    ? [{ kind: 'text' as const, text: `… cut here: ${count(entries.length)} entries, all of them in the JSON export` }]
    : []),
];

/** The paper. */
export const auditPaper = (facts: Facts): Paper => ({
  title: `Audit of ${facts.order.number}`,
  blocks: blocksOf(facts),
  pages: 900,
  words: {
    page: `${facts.order.number}, made ${instantOf(facts.madeAt)}, page {page} of {pages}`,
    unprintable: '[…]: letters that no font here has; they stand in the JSON export',
  },
});
