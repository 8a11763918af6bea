/**
 * Brings the things of a file in through the API, many at a time. Good ones go in whatever is wrong with others; the bad ones
 * are told line by line and written beside the file, ready to be repaired and imported again.
 */
import { createWriteStream, statSync, type WriteStream } from 'node:fs';
import { type Tower, TowerRefusal } from '../../src/sandbox/tower.ts';
import { startProgress } from '../progress.ts';
import type { Kind } from './kind.ts';
import { type FileRead, type ReadOptions, readFile } from './read.ts';

export const atOnce = 16;
const toldAtMost = 50;

/** `tower` left out: the file is checked and nothing is written. */
export type ImportRun = {
  kind: Kind;
  path: string;
  options: ReadOptions;
  tower: Tower | undefined;
  signal: AbortSignal;
};
/** Things that were read, how many failed, and what became of the others. */
export type Tally = { read: number; failed: number; outcomes: Map<string, number> };

type Work = ImportRun & { tally: Tally; errorsFile: WriteStream | undefined; told: number };
type Good = Extract<FileRead<object>, { thing: object }>;

const errorsPathOf = ({ path }: Pick<ImportRun, 'path'>): string => `${path}.errors.jsonl`;

/** Tells the errors of a thing and, unless this is a dry run, keeps it for repair. */
const refuse = (work: Work, { line, thing }: FileRead<object>, errors: readonly string[]): void => {
  work.tally.failed++;
  for (const error of errors) {
    work.told++;
    if (work.told <= toldAtMost) console.error(error);
    else if (work.told === toldAtMost + 1) console.error('... and more');
  }
  if (!work.tower) return;
  work.errorsFile ??= createWriteStream(errorsPathOf(work), { mode: 0o600 });
  work.errorsFile.write(`${JSON.stringify({ line, errors, [work.kind.one]: thing })}\n`);
};

const send = async (work: Work, read: Good): Promise<void> => {
  if (!work.tower) return;
  const { line } = read;
  try {
    const sent = await work.kind.send(work.tower, read.thing);
    if ('refused' in sent)
      return refuse(
        work,
        read,
        sent.refused.map((why) => `line ${line}: ${why}`),
      );
    const { outcomes } = work.tally;
    outcomes.set(sent.outcome, (outcomes.get(sent.outcome) ?? 0) + 1);
    if (sent.note !== undefined) console.error(`line ${line}: ${sent.note}`);
  } catch (error) {
    if (!(error instanceof TowerRefusal)) throw error;
    const fields = error.problem.errors?.map((one) => `line ${line}: ${one.path}: ${one.message}`);
    refuse(work, read, fields?.length ? fields : [`line ${line}: ${error.message}`]);
  }
};

/** Sends up to `atOnce` things at a time. `add` waits for a place among them; `done` for all, and throws what one threw. */
const sending = (work: Work) => {
  const running = new Set<Promise<void>>();
  let failure: unknown;
  return {
    failed: () => failure !== undefined,
    add: async (read: Good): Promise<void> => {
      const one = send(work, read)
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => running.delete(one));
      running.add(one);
      if (running.size >= atOnce) await Promise.race(running);
    },
    done: async (): Promise<void> => {
      await Promise.all(running);
      if (failure !== undefined) throw failure;
    },
  };
};

const importAll = async (work: Work): Promise<void> => {
  const { kind, path, options, tower, signal, tally } = work;
  const size = statSync(path).size;
  const bar = startProgress(tower ? 'import' : 'check', size);
  const note = (): string => `${tally.read} ${kind.many}, ${tally.failed} bad`;
  const lane = sending(work);
  const later: Good[] = [];
  try {
    for await (const read of readFile(kind, path, options)) {
      if (signal.aborted || lane.failed()) break;
      tally.read++;
      bar.at(Math.min(read.bytes, size), note());
      if ('refused' in read) refuse(work, read, read.errors);
      else if (kind.later?.(read.thing)) later.push(read);
      else await lane.add(read);
    }
    await lane.done();
    for (const read of later) {
      if (signal.aborted || lane.failed()) break;
      await lane.add(read);
    }
    await lane.done();
    bar.at(size, note());
  } finally {
    bar.stop();
    const { errorsFile } = work;
    await new Promise<void>((resolve) => (errorsFile ? errorsFile.end(() => resolve()) : resolve()));
  }
};

const summarize = ({ kind, path, tower, errorsFile }: Work, { read, failed, outcomes }: Tally): void => {
  const became = Object.entries(kind.outcomes).map(([outcome, words]) => `${outcomes.get(outcome) ?? 0} ${words}`);
  const facts = tower
    ? `${became.join(', ')}, ${failed} bad`
    : `${read - failed} good, ${failed} bad; nothing was written`;
  console.log(`${read} ${kind.many} read: ${facts}`);
  if (failed > 0 && errorsFile)
    console.log(`the bad ones are in ${errorsPathOf({ path })}: repair their "${kind.one}" and import that file`);
};

/** Imports a file, and says what became of it. Throws a CommandError for a file that cannot be read, and what the tower threw. */
export const importFile = async (run: ImportRun): Promise<Tally> => {
  const tally: Tally = { read: 0, failed: 0, outcomes: new Map() };
  const work: Work = { ...run, tally, errorsFile: undefined, told: 0 };
  try {
    await importAll(work);
  } finally {
    if (tally.read > 0) summarize(work, tally);
  }
  return tally;
};
