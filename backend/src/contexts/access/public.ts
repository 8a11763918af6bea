/** What the app and contexts later on the ladder may ask of access. */
import type { Caller } from '@gantry/shared/caller';
import type { Gate, Shown } from '../../platform/http/admission.ts';
import type { Analyst } from './analysts/analyst.ts';
import type { Analysts } from './analysts/sign-in.ts';
import type { MerchantBook } from './merchants/merchant-book.ts';

/** An act on somebody's data. `at` is ISO 8601. */
export type PersonalAct = { entryId: string; at: string; by: { id: string; name: string; kind: Caller['kind'] } };

export type Access = {
  /** Who is asking over HTTP, and what is switched on. */
  gate: Gate;
  /** Who is behind a socket. Throws a Refusal for a proof that is none. */
  identifySocket(shown: Shown): Promise<Caller>;
  /** Says that these callers are there, though they ask for nothing. */
  seen(callerIds: readonly string[]): void;
  /** Whose orders, shipments, keys and people there are. */
  merchants: MerchantBook;
  /** What people, keys and kiosks are called who did something, by id; those of whom nobody knows it are left out. */
  namesOf(ids: readonly string[]): Promise<Map<string, string>>;
  /** Who handed out what is kept of a data subject, and when, the oldest first. */
  exportsOf(subjectId: string): Promise<PersonalAct[]>;
  /** Those who may ask ClickHouse in SQL. */
  analysts: Analysts;
  /** Makes sure that the bootstrap key works. */
  ensureAdminKey(secret: string): Promise<void>;
  /**
   * Calls `ended` with the ids of callers (keys, kiosks, people) that ended, lost one of their proofs, or may do other things
   * than before: at once, and more than once for a caller. Answers how to end it.
   */
  onCallersEnded(ended: (callerIds: readonly string[]) => void): () => void;
  /** Calls `changed` when a vertical was switched on or off: what callers may do is different then. */
  onVerticalsChanged(changed: () => void): () => void;
};
export { recordAccess } from './log/record.ts';
export { verticalSwitches } from './verticals.ts';
export type { Analyst, Analysts, MerchantBook };
