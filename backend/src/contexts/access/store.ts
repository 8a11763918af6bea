/** The only writer of access_keys. */
import type { Transaction } from '../../platform/database.ts';
import { lockRows } from '../../platform/database.ts';
import type { Change, Held, Stream } from '../../platform/execute.ts';
import { type AccessKey, evolve } from './access-key.ts';

type Row = {
  id: string;
  name: string;
  kind: string;
  area: string;
  verticals: string[];
  scopes: string[];
  digest: string;
  hint: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
};

/** A row as a state. */
export const keyOf = ({ id, ...row }: Row): AccessKey => ({
  keyId: id,
  name: row.name,
  kind: row.kind as AccessKey['kind'],
  area: row.area as AccessKey['area'],
  verticals: row.verticals as AccessKey['verticals'],
  scopes: row.scopes as AccessKey['scopes'],
  digest: row.digest,
  hint: row.hint,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<AccessKey>>> => {
  await lockRows(tx, 'access_keys', ids);
  const rows = await tx.accessKey.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, { version: row.version, state: keyOf(row) }]));
};

const save = async (tx: Transaction, changes: readonly Change<AccessKey>[]): Promise<void> => {
  for (const { id, before, after } of changes) {
    const { keyId: _, ...columns } = after.state;
    const row = { ...columns, version: after.version };
    if (before) await tx.accessKey.update({ where: { id }, data: row });
    else await tx.accessKey.create({ data: { ...row, id } });
  }
};

export const accessKeys: Stream<AccessKey> = { name: 'access_key', evolve, load, save };
