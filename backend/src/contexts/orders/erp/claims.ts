/**
 * Who is at work on an order or a customer, and what of ours the ERP knows. A customer or an order is one's alone while calls
 * about it go out: a lease that every call renews, and that whoever takes the same job up after a crash takes over at once.
 */
import type { mappedKinds } from '@gantry/shared/vocabulary/systems';
import { NotYet, Upstream } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';

/** Who works: a job in one of its attempts. */
export type Worker = { job: string; attempt: number };
export type ClaimKey = { merchant: string; system: string; kind: (typeof mappedKinds)[number]; key: string };
/** `subject`: whose data the key is made of. */
type Taking = ClaimKey & { subject?: string | null };
/** What is known of what was claimed. `orderId`: the order in whose row the ERP's name of it stands. */
export type Claimed = { id: string; orderId: string | null; trashId: string | null; failures: number };

export type Claims = {
  /** Undefined while somebody else has it. */
  take(what: Taking): Promise<Claimed | undefined>;
  /** Throws a NotYet when one of those taken is somebody else's by now. */
  renew(): Promise<void>;
  release(): Promise<void>;
};

export const claimIdOf = ({ merchant, system, kind, key }: ClaimKey): string =>
  derivedId('erp', [merchant, system, kind, key]);

/** Longer than a call may take. */
const lease = `now() + interval '30 seconds'`;

const taking = `
  INSERT INTO erp_ids AS e (id, merchant, system, kind, key, order_id, subject, claimed_by, claimed_attempt, claimed_until)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${lease})
  ON CONFLICT (id) DO UPDATE SET claimed_by = EXCLUDED.claimed_by, claimed_attempt = EXCLUDED.claimed_attempt, claimed_until = ${lease}
  WHERE e.claimed_until IS NULL OR e.claimed_until < now()
    OR (e.claimed_by = EXCLUDED.claimed_by AND e.claimed_attempt < EXCLUDED.claimed_attempt)
  RETURNING e.id, e.order_id AS "orderId", e.trash_id AS "trashId", e.failures`;
const mine = 'id = ANY($1::text[]) AND claimed_by = $2 AND claimed_attempt = $3';
const renewing = `UPDATE erp_ids SET claimed_until = ${lease} WHERE ${mine} AND claimed_until IS NOT NULL`;
const releasing = `UPDATE erp_ids SET claimed_until = NULL WHERE ${mine}`;

/** What somebody else is at work on is asked for again in a moment. */
export const busy = (what: string): Upstream =>
  new Upstream('erp', 'erp_busy', `somebody else is at work on ${what} in the ERP`, true);

/** The claims of one worker. */
export const openClaims = (sql: Sql, { job, attempt }: Worker): Claims => {
  const held: string[] = [];
  return {
    take: async (what) => {
      const { merchant, system, kind, key, subject = null } = what;
      const orderId = kind === 'order' ? key : null;
      const values = [claimIdOf(what), merchant, system, kind, key, orderId, subject, job, attempt];
      const [claimed] = await sql.rows<Claimed>(taking, ...values);
      if (claimed) held.push(claimed.id);
      return claimed;
    },
    renew: async () => {
      if (held.length > 0 && (await sql.run(renewing, held, job, attempt)) < held.length)
        throw new NotYet('somebody else has taken this up');
    },
    release: async () => {
      if (held.length > 0) await sql.run(releasing, held, job, attempt);
    },
  };
};

/** Whether somebody else is at work. */
export const isBusy = (error: unknown): boolean => error instanceof Upstream && error.code === 'erp_busy';

const knowing =
  'SELECT order_id AS "orderId" FROM erp_ids WHERE id = $1 AND since IS NOT NULL AND order_id IS NOT NULL';
/** The order in whose row the ERP's name of something stands; undefined while it is not known. */
export const orderKnowing = async (sql: Sql, what: ClaimKey): Promise<string | undefined> =>
  (await sql.rows<{ orderId: string }>(knowing, claimIdOf(what)))[0]?.orderId;

const begun = `SELECT 1 FROM erp_ids WHERE id = $1`;
/** Whether anybody was ever at work on something. */
export const wasBegun = async (sql: Sql, what: ClaimKey): Promise<boolean> =>
  (await sql.rows(begun, claimIdOf(what))).length > 0;

const mapping = `
  UPDATE erp_ids SET order_id = $2, their_hash = $3, since = CASE WHEN order_id = $2 THEN COALESCE(since, $4) ELSE $4 END
  WHERE id = $1`;
/** Writes down that the ERP knows something; `orderId` says in whose row its name there stands. */
export const noteKnown = async (
  tx: Sql,
  id: string,
  known: { orderId: string; theirHash: string | null; at: Date },
): Promise<void> => {
  await tx.run(mapping, id, known.orderId, known.theirHash, known.at);
};

/** Writes down in which entry of the Trash an order waits; null: in none any more. */
export const noteTrash = async (tx: Sql, id: string, trashId: string | null): Promise<void> => {
  await tx.run(
    'UPDATE erp_ids SET trash_id = $2, failures = failures + CASE WHEN $2::text IS NULL THEN 0 ELSE 1 END WHERE id = $1',
    id,
    trashId,
  );
};
