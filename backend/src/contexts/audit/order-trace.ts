/**
 * The audit of an order: the events of its thread and of everything made for it, joined with what contexts keep beside the log.
 * All heads are gathered first, which is cheap however many there are; what they say is read for the page that is shown.
 */
import type { AuditEntry, readAudit } from '@gantry/shared/api/audit';
import { auditParts } from '@gantry/shared/api/audit';
import type { QueryOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { About } from '@gantry/shared/words/events/telling';
import type { AuditedOrder, AuditPart } from '../../platform/context.ts';
import { proofOf } from '../../platform/log/proof/verify-order.ts';
import { threadHeads } from '../../platform/log/thread-events.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from '../access/public.ts';
import { linesOf, type Order } from '../orders/public.ts';
import { actorsOf } from './actors.ts';
import { type EventOnLine, eventEntries, onLine } from './event-entries.ts';
import { type Head, pageOf, passes, speaksOf } from './timeline.ts';

export type AuditNeeds = {
  platform: Platform;
  access: Pick<Access, 'namesOf'>;
  /** What contexts declare; all of them are open by the time it is asked for. */
  parts: readonly AuditPart[];
};

/** An entry that a part keeps, on the timeline. */
type PartOnLine = Head & { part: AuditPart; entry: AuditEntry };
export type OnLine = EventOnLine | PartOnLine;

export type Trace = {
  audited: AuditedOrder;
  about: About;
  lines: readonly OnLine[];
  /** Parts that could not be asked. */
  unanswered: string[];
};

/** Instants in exports and sentences, the same for everybody who reads them. */
export const stamp = (instant: string): string =>
  `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Asks every part; one that fails is told by its name, and takes nothing else along. */
const askAll = async <Answer>(
  { platform, parts }: AuditNeeds,
  ask: (part: AuditPart) => Promise<Answer> | undefined,
): Promise<{ answers: { part: AuditPart; answer: Answer }[]; unanswered: string[] }> => {
  const unanswered: string[] = [];
  const answers = await Promise.all(
    parts.map(async (part) => {
      try {
        const answer = await ask(part);
        return answer === undefined ? [] : [{ part, answer }];
      } catch (error) {
        platform.logger.warn({ err: error, part: part.name }, 'a part of the audit could not be asked');
        unanswered.push(part.name);
        return [];
      }
    }),
  );
  return { answers: answers.flat(), unanswered };
};

const partLine = (part: AuditPart, entry: AuditEntry): PartOnLine => ({
  entryId: entry.entryId,
  recordedAt: entry.recordedAt,
  kind: entry.kind,
  actorId: entry.actor.id,
  about: entry.about,
  part,
  entry,
});

/** All that happened to an order, by its heads. */
export const traceOf = async (needs: AuditNeeds, order: Order): Promise<Trace> => {
  const { orderId, merchant } = order;
  const asked = await askAll(needs, (part) => part.streamsOf?.(orderId));
  const streams = asked.answers.flatMap(({ answer }) => answer);
  const shipmentIds = [...new Set(streams.flatMap(({ id, about }) => (about.shipmentId === id ? [id] : [])))];
  const audited: AuditedOrder = { orderId, merchant, shipmentIds, streams };
  const ids = streams.map(({ id }) => id);
  const [heads, kept] = await Promise.all([
    threadHeads(needs.platform.database, { threadId: orderId, threads: ids, streams: [orderId, ...ids] }),
    askAll(needs, (part) => part.entriesOf?.(audited)),
  ]);
  const byStream = new Map(streams.map(({ id, about }) => [id, about]));
  const lines = [
    // A parcel that orders share has looks of other orders' customers: they are told with those.
    ...heads
      .map((head) => onLine(head, byStream))
      .filter(({ kind, head }) => kind !== 'view' || head.threadId === orderId),
    ...kept.answers.flatMap(({ part, answer }) => answer.map((entry) => partLine(part, entry))),
  ];
  return {
    audited,
    about: { lines: linesOf(order).map(({ lineId, line }) => ({ lineId, sku: line.sku })), stamp },
    lines,
    unanswered: [...new Set([...asked.unanswered, ...kept.unanswered])],
  };
};

export const isEvent = (line: OnLine): line is EventOnLine => 'row' in line;

/** Entries of lines as they are told without asking who else knows something of them. */
const plainEntries = async (
  { platform: { privacy, database }, access }: AuditNeeds,
  { about }: Pick<Trace, 'about'>,
  lines: readonly OnLine[],
): Promise<Map<string, AuditEntry>> => {
  const actors = await actorsOf(
    access,
    lines.map(({ actorId }) => actorId),
  );
  const events = await eventEntries({ privacy, sql: database, about, actors }, lines.filter(isEvent));
  const kept = lines.flatMap((line) => (isEvent(line) ? [] : [{ ...line.entry, actor: actorOf(line.entry, actors) }]));
  return new Map([...events, ...kept].map((entry) => [entry.entryId, entry]));
};

const actorOf = ({ actor }: AuditEntry, actors: (id: string) => AuditEntry['actor']): AuditEntry['actor'] => ({
  ...actor,
  name: actor.name ?? actors(actor.id).name,
});

/** Where events stand in the chain of their merchant; of none where that cannot be asked. */
const proofsOf = ({ platform: { database } }: AuditNeeds, events: readonly AuditEntry[]) =>
  proofOf(
    database,
    events.flatMap(({ event }) => event?.seq ?? []),
  );

/** Bodies of kept entries, and what contexts know of events, laid over them. */
const completed = async (
  needs: AuditNeeds,
  { audited, unanswered }: Trace,
  { lines, plain }: { lines: readonly OnLine[]; plain: Map<string, AuditEntry> },
): Promise<AuditEntry[]> => {
  const events = lines.filter(isEvent).flatMap(({ entryId }) => plain.get(entryId) ?? []);
  const told = await askAll(needs, (part) => (events.length > 0 ? part.tell?.(audited, events) : undefined));
  const bodies = await askAll(needs, (part) => {
    const own = lines.flatMap((line) => (!isEvent(line) && line.part === part ? [line.entryId] : []));
    return own.length > 0 ? part.bodiesOf?.(audited, own) : undefined;
  });
  unanswered.push(...[...told.unanswered, ...bodies.unanswered].filter((name) => !unanswered.includes(name)));
  const proofs = await proofsOf(needs, events);
  return lines.flatMap(({ entryId }) => {
    const entry = plain.get(entryId);
    if (!entry) return [];
    const more = [...told.answers, ...bodies.answers].flatMap(({ answer }) => answer.get(entryId) ?? []);
    return [
      { ...Object.assign({ ...entry }, ...more), proof: proofs.get(entry.event?.seq ?? 0) ?? null } as AuditEntry,
    ];
  });
};

/** Whole entries of lines, in their order. */
export const entriesOf = async (needs: AuditNeeds, trace: Trace, lines: readonly OnLine[]): Promise<AuditEntry[]> =>
  completed(needs, trace, { lines, plain: await plainEntries(needs, trace, lines) });

const wordsFound = async (needs: AuditNeeds, trace: Trace, { q, lines }: { q: string; lines: readonly OnLine[] }) => {
  const plain = await plainEntries(needs, trace, lines);
  return lines.filter(({ entryId }) => {
    const entry = plain.get(entryId);
    return entry !== undefined && speaksOf(q, [entry.title, entry.detail, entry.event?.name ?? null]);
  });
};

const partsIn = (lines: readonly OnLine[]) => {
  const found = new Map(
    lines.flatMap(({ about }) =>
      auditParts.flatMap((part) => {
        const id = about[part];
        return id === undefined ? [] : [[`${part} ${id}`, { part, id }] as const];
      }),
    ),
  );
  return [...found.values()].sort((a, b) => auditParts.indexOf(a.part) - auditParts.indexOf(b.part));
};

type Reply = Omit<ReplyOf<typeof readAudit>, 'order'>;

/** A page of an order's audit, with what there is besides. */
export const readPage = async (needs: AuditNeeds, order: Order, query: QueryOf<typeof readAudit>): Promise<Reply> => {
  const trace = await traceOf(needs, order);
  const passed = trace.lines.filter(passes(query));
  const found = query.q ? await wordsFound(needs, trace, { q: query.q, lines: passed }) : passed;
  const page = pageOf(found, query);
  const actors = await actorsOf(
    needs.access,
    trace.lines.map(({ actorId }) => actorId),
  );
  const items = await entriesOf(needs, trace, page.items);
  return {
    items,
    nextCursor: page.nextCursor,
    total: found.length,
    parts: partsIn(trace.lines),
    counts: Object.fromEntries(
      [...Map.groupBy(trace.lines, ({ kind }) => kind)].map(([kind, all]) => [kind, all.length]),
    ),
    actors: [...new Set(trace.lines.map(({ actorId }) => actorId))].map(actors),
    unanswered: trace.unanswered,
  };
};
