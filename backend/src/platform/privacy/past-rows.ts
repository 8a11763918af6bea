/** Rows from before personal values were sealed, brought into today's form: some at a time, held like any other write. */
import type { Fact } from '@gantry/shared/events/define';
import type { Sql } from '../database.ts';
import { hashesOf, type KeyOwner, rowPlace, type Sealing, sealAll } from '../write/sealing.ts';
import type { Change, Stream, Versioned } from '../write/stream.ts';
import { hold, transact, type Writing } from '../write/transact.ts';
import { type Parts, takeOut } from './parts.ts';

type PastRow<State> = {
  id: string;
  loaded: Versioned<State>;
  owner: KeyOwner;
  clear: State;
  parts: Parts | undefined;
};

/**
 * `subjectsOf`: whose they are, where others know it; else they say it themselves. `waiting`: which rows are from before, where
 * it is not those without a subject.
 */
export type PastRows<State> = {
  table: string;
  most: number;
  waiting?: string;
  subjectsOf?(tx: Sql, states: readonly State[]): Promise<ReadonlyMap<string, string>>;
};

const unsealed = async <State, Event extends Fact>(
  { tx, privacy }: { tx: Sql; privacy: Writing['privacy'] },
  stream: Stream<State, Event>,
  { ids, subjectsOf }: Pick<PastRows<State>, 'subjectsOf'> & { ids: readonly string[] },
): Promise<PastRow<State>[]> => {
  const { personal, ownerOf } = stream;
  if (!personal || !ownerOf) throw new Error(`${stream.name} has no data subjects`);
  const isPlain = ({ beside }: Versioned<State>): boolean =>
    ownerOf === 'own' ? beside?.sealed === null : beside?.subject === null;
  const rows = [...(await stream.load(tx, ids))].filter(([, loaded]) => isPlain(loaded));
  const known = await subjectsOf?.(
    tx,
    rows.map(([, { state }]) => state),
  );
  return Promise.all(
    rows.map(async ([id, loaded]): Promise<PastRow<State>> => {
      const merchant = stream.merchantOf?.(loaded.state) ?? 'main';
      const whole = takeOut(personal.paths, loaded.state);
      if (ownerOf === 'own') {
        const subject = known?.get(id) ?? null;
        return { id, loaded, owner: { kind: 'own', id, keyId: undefined, merchant, subject }, ...whole };
      }
      const subject = known?.get(id) ?? (await privacy.subjectOf(merchant, ownerOf(loaded.state)));
      return { id, loaded, owner: { kind: 'subject', subject, merchant }, ...whole };
    }),
  );
};

/** Seals up to `most` rows from before; answers how many there were. */
export const sealRows = <State, Event extends Fact>(
  platform: Writing,
  stream: Stream<State, Event>,
  { table, most, waiting = 'subject IS NULL', subjectsOf }: PastRows<State>,
): Promise<number> => {
  const next = `SELECT id FROM ${table} WHERE ${waiting} ORDER BY id LIMIT $1`;
  let ids: string[] = [];
  return transact(
    platform,
    async (tx) => {
      ids = (await tx.rows<{ id: string }>(next, most)).map(({ id }) => id);
      return hold(stream, ids);
    },
    async ({ tx, privacy }) => {
      const { personal } = stream;
      if (!personal || ids.length === 0) return 0;
      const rows = await unsealed({ tx, privacy }, stream, { ids, ...(subjectsOf ? { subjectsOf } : {}) });
      const sealings = rows.flatMap(({ id, owner, parts }): Sealing[] =>
        parts ? [{ owner, place: rowPlace(table, id), parts }] : [],
      );
      const boxes = await sealAll(privacy, tx, sealings);
      const changes: Change<State, Event>[] = [];
      for (const { id, loaded, owner, clear, parts } of rows) {
        const beside = { subject: owner.subject, sealed: parts ? (boxes.shift() ?? null) : null, erased: false };
        const hashes = await hashesOf(privacy, personal, loaded.state);
        changes.push({ id, before: loaded, after: { ...loaded, state: clear, beside }, facts: [], hashes });
      }
      if (changes.length > 0) await stream.save(tx, changes);
      return ids.length;
    },
  );
};
