/** What the app and contexts later on the ladder may ask of access. */
import type { Caller } from '@gantry/shared/caller';
import type { Gate, Shown } from '../../platform/http/admission.ts';
import type { CallerChange } from '../../platform/live/live.ts';
import type { Analysts } from './analysts/sign-in.ts';

export type Access = {
  /** Who is asking over HTTP, and what is switched on. */
  gate: Gate;
  /** Who is behind a socket; undefined for a proof that is none. */
  identifySocket(shown: Shown): Promise<Caller | undefined>;
  /** Makes sure that the bootstrap key works. */
  ensureAdminKey(secret: string): Promise<void>;
  /** Calls `ended` with the ids of keys that were revoked or have expired; answers how to end it. */
  onKeysEnded(ended: (keyIds: readonly string[]) => void): () => void;
  /** Calls `changed` with the people of whom a session ended or whose rights changed, and when; answers how to end it. */
  onPeopleChanged(changed: (changes: readonly CallerChange[]) => void): () => void;
  /** Those who may ask ClickHouse in SQL. */
  analysts: Analysts;
  /** Calls `changed` when a vertical was switched on or off: what callers may do is different then. */
  onVerticalsChanged(changed: () => void): () => void;
};
export type { Analyst } from './analysts/analyst.ts';
export type { Analysts } from './analysts/sign-in.ts';
export { verticalSwitches } from './verticals.ts';
