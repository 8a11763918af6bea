/**
 * What somebody elsewhere needs to check events against the chains they stand in: the heads that cover them, and every leaf
 * between the first of them and the end that its head names.
 */
import type { Sql } from '../../database.ts';
import { genesis } from './hashing.ts';
import { type Head, headCovering } from './heads.ts';
import { linksOf } from './rows.ts';
import { type EntryProof, proofOf } from './verify-order.ts';

/** A stretch of one merchant's chain. `leaves` begin at `from`; null where there are too many to hand out. Hashes in hex. */
export type Stretch = {
  merchant: string;
  head: number | null;
  from: number;
  before: string;
  leaves: string[] | null;
};
export type ProofMaterial = { proofs: Map<number, EntryProof>; heads: Head[]; stretches: Stretch[] };

type Placed = { seq: number; merchant: string };
type Group = { merchant: string; head: Head | undefined; numbers: number[] };

/** Leaves of 32 bytes: what more there is is checked in the tower. */
const mostLeaves = 50_000;

const groupsOf = async (sql: Sql, events: readonly Placed[], proofs: ReadonlyMap<number, EntryProof>) => {
  const groups = new Map<string, Group>();
  let head: Head | undefined;
  let known = 0;
  for (const { seq, merchant } of [...events].sort((a, b) => a.seq - b.seq)) {
    const number = proofs.get(seq)?.number;
    if (number === undefined) continue;
    if (seq > known) {
      head = await headCovering(sql, seq);
      known = head?.seq ?? Number.POSITIVE_INFINITY;
    }
    const key = `${head?.number ?? 'open'} ${merchant}`;
    const group = groups.get(key) ?? { merchant, head, numbers: [] };
    group.numbers.push(number);
    groups.set(key, group);
  }
  return [...groups.values()];
};

const stretchOf = async (sql: Sql, { merchant, head, numbers }: Group, room: number): Promise<Stretch> => {
  const from = Math.min(...numbers);
  const through = head?.heads.find((end) => end.merchant === merchant)?.number ?? Math.max(...numbers);
  const some = { merchant, head: head?.number ?? null, from };
  const links = await linksOf(sql, { merchant, from: from - 1, through: through - from > room ? from : through });
  const before = links.find(({ entry }) => entry.number === from - 1)?.entry.hash ?? genesis;
  const leaves = links.flatMap(({ entry }) => (entry.number >= from ? [entry.leaf.toString('hex')] : []));
  return { ...some, before: Buffer.from(before).toString('hex'), leaves: through - from > room ? null : leaves };
};

/** All of it, for events by position and merchant. */
export const materialOf = async (sql: Sql, events: readonly Placed[]): Promise<ProofMaterial> => {
  const proofs = await proofOf(
    sql,
    events.map(({ seq }) => seq),
  );
  const groups = await groupsOf(sql, events, proofs);
  const stretches: Stretch[] = [];
  let room = mostLeaves;
  for (const group of groups) {
    const stretch = await stretchOf(sql, group, room);
    room -= stretch.leaves?.length ?? 0;
    stretches.push(stretch);
  }
  const heads = new Map(groups.flatMap(({ head }) => (head ? [[head.number, head] as const] : [])));
  return { proofs, heads: [...heads.values()], stretches };
};
