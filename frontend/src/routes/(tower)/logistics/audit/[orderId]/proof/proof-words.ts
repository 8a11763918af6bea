/** The proof of an order in words: of each entry whether it is as it was written, of all of them what a check found. Pure. */
import type { AuditEntry, ProofFault, verifyAudit } from '@gantry/shared/api/audit';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { count } from '#lib/format.ts';

export type Verdict = ReplyOf<typeof verifyAudit>;
export type ProofState = 'beside' | 'pending' | 'chained' | 'proved' | 'broken';
export type ProofLook = { state: ProofState; meaning: Meaning | null; word: string; text: string };
type Clock = (instant: string) => string;

/** What is said of an entry that stands there; what is missing, and a head that differs, is said of the chain as a whole. */
const ofEntries: readonly ProofFault['kind'][] = ['changed', 'number_used_twice', 'link_broken', 'not_chained'];
/** The fault that is about an entry: named by its event, or within a stretch of numbers. */
export const faultOf = (entry: AuditEntry, { faults }: Verdict): ProofFault | undefined =>
  faults.find(({ eventId, number, count: many, kind }) => {
    if (!ofEntries.includes(kind)) return false;
    if (eventId !== null) return eventId === entry.entryId;
    if (number === null || entry.proof === null) return false;
    return entry.proof.number >= number && entry.proof.number < number + Math.max(1, many);
  });

const outsideOf = ({ outside }: NonNullable<Verdict['head']>): string =>
  outside ? 'kept outside of the database' : 'kept in the database';

/** How an entry stands. `verdict`: what the newest check said; null while none was made. */
export const proofOf = (entry: AuditEntry, verdict: Verdict | null, clock: Clock): ProofLook => {
  const number = entry.proof === null ? '' : `number ${count(entry.proof.number)} of its chain`;
  const fault = verdict === null ? undefined : faultOf(entry, verdict);
  if (fault) return { state: 'broken', meaning: 'problem', word: 'Broken', text: fault.text };
  if (entry.event === null)
    return {
      state: 'beside',
      meaning: null,
      word: 'Beside the log',
      text: 'Kept beside the log: the chain proves events, and this is none.',
    };
  if (entry.proof === null)
    return {
      state: 'pending',
      meaning: 'waiting',
      word: 'Pending',
      text: 'Not in the chain yet: the newest events join it within seconds.',
    };
  if (verdict === null || verdict.head === null || !verdict.ok)
    return {
      state: 'chained',
      meaning: verdict?.ok === false ? 'at_risk' : 'waiting',
      word: 'In the chain',
      text: verdict?.ok === false ? `It is ${number}, but the check of this order failed.` : `It is ${number}.`,
    };
  return {
    state: 'proved',
    meaning: 'delivered',
    word: 'Proved',
    text: `It is ${number}, proved against the head of ${clock(verdict.head.at)}, ${outsideOf(verdict.head)}.`,
  };
};

const events = (many: number): string => `${count(many)} ${many === 1 ? 'event' : 'events'}`;
const pendingWords = (pending: number): string =>
  pending === 0 ? '' : ` ${events(pending)} of the last seconds ${pending === 1 ? 'is' : 'are'} not in the chain yet.`;

/** What a check found, in one or two sentences. */
export const verdictWords = ({ ok, events: checked, pending, head, faults }: Verdict, clock: Clock): string => {
  if (!ok)
    return `${faults.length === 1 ? 'One fault was' : `${count(faults.length)} faults were`} found in ${events(checked)}.${pendingWords(pending)}`;
  if (checked === 0) return `Nothing of it is in the chain yet.${pendingWords(pending)}`;
  const against =
    head === null
      ? '; no head covers them yet, one is written every minute'
      : `, proved against the head of ${clock(head.at)}, ${outsideOf(head)}`;
  const as = checked === 1 ? 'The one event is as it was written' : `All ${events(checked)} are as they were written`;
  return `${as}${against}.${pendingWords(pending)}`;
};

const faultNames: Readonly<Record<ProofFault['kind'], string>> = {
  changed: 'Changed',
  missing: 'Missing',
  number_used_twice: 'Number used twice',
  link_broken: 'Link broken',
  shorter_than_head: 'Shorter than its head',
  differs_from_head: 'Differs from its head',
  not_chained: 'Not in the chain',
};
export const faultName = ({ kind }: ProofFault): string => faultNames[kind];
