/** The timeline of an order as a list of heads: sorted as it was recorded, filtered, cut into pages. Pure. */
import type { AuditEntry, readAudit } from '@gantry/shared/api/audit';
import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { AuditKind } from '@gantry/shared/vocabulary/audit';
import { Refusal } from '../../kernel/errors.ts';
import { cursorOf, readCursor } from '../../platform/http/cursor.ts';

/** As much of an entry as sorting and filtering look at. */
export type Head = {
  entryId: string;
  recordedAt: string;
  kind: AuditKind;
  actorId: string;
  about: AuditEntry['about'];
};
type Place = Pick<Head, 'recordedAt' | 'entryId'>;
type Query = QueryOf<typeof readAudit>;

const rowOf = (entryId: string): bigint | undefined =>
  /^evt_\d+$/.test(entryId) ? BigInt(entryId.slice('evt_'.length)) : undefined;

/** The order of the timeline: as recorded; within a millisecond the log's own order, then what is kept beside it. */
export const compare = (a: Place, b: Place): number => {
  if (a.recordedAt !== b.recordedAt) return a.recordedAt < b.recordedAt ? -1 : 1;
  const [one, other] = [rowOf(a.entryId), rowOf(b.entryId)];
  if (one !== undefined && other !== undefined) return one < other ? -1 : one > other ? 1 : 0;
  if ((one === undefined) !== (other === undefined)) return one === undefined ? 1 : -1;
  return a.entryId < b.entryId ? -1 : a.entryId > b.entryId ? 1 : 0;
};

const plain = (text: string): string => text.replace(/[\s.-]/g, '').toLowerCase();

/** Whether a head passes the filters; what words are looked for in is another question. */
export const passes = ({ kind, from, until, actor, about }: Omit<Query, 'limit' | 'first'>) => {
  const kinds = kind === undefined ? undefined : new Set(kind.split(',').map((one) => one.trim()));
  const [since, before] = [from, until].map((at) => (at === undefined ? undefined : new Date(at).toISOString()));
  const named = about === undefined ? undefined : plain(about);
  return (head: Head): boolean =>
    (kinds === undefined || kinds.has(head.kind)) &&
    (since === undefined || head.recordedAt >= since) &&
    (before === undefined || head.recordedAt < before) &&
    (actor === undefined || head.actorId === actor) &&
    (named === undefined || Object.values(head.about).some((id) => id !== undefined && plain(id) === named));
};

/** Whether words stand in any of some texts, whatever their case. */
export const speaksOf = (q: string, texts: readonly (string | null)[]): boolean => {
  const words = q.toLowerCase().split(/\s+/);
  const all = texts.filter(Boolean).join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
};

/** A page of heads that passed: from the cursor on, and as far as its own limit or the entry named says. */
export const pageOf = <Some extends Head>(heads: readonly Some[], { cursor, limit, first, through }: Query) => {
  const turned = first === 'newest' ? -1 : 1;
  const list = [...heads].sort((a, b) => turned * compare(a, b));
  const [recordedAt, entryId] = readCursor(cursor) ?? [];
  const begin =
    recordedAt === undefined || entryId === undefined
      ? 0
      : list.findIndex((head) => turned * compare(head, { recordedAt, entryId }) > 0);
  const rest = begin < 0 ? [] : list.slice(begin);
  const named = through === undefined ? -1 : rest.findIndex((head) => head.entryId === through);
  const size = named < 0 ? limit : Math.ceil((named + 1) / limit) * limit;
  const items = rest.slice(0, size);
  const last = items.at(-1);
  return { items, nextCursor: last && rest.length > size ? cursorOf(last.recordedAt, last.entryId) : null };
};

/** Refuses kinds that there are none of. */
export const insistOnKinds = (kind: string | undefined, known: readonly string[]): void => {
  const strange = (kind ?? '').split(',').filter((one) => kind !== undefined && !known.includes(one.trim()));
  if (strange.length > 0)
    throw new Refusal('malformed', 'invalid', 'Some parameters are not valid', [
      { path: 'kind', message: `one or more of ${known.join(', ')}, parted by commas` },
    ]);
};
