/** What a fresh checkout needs before anything runs: the Prisma client, the table of places, and the built pages. All only when stale. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { generate } from '@gantry/prisma/generate';
import { prepareGazetteer } from '../src/platform/gazetteer.ts';
import { filesUnder, looks } from './supervisor/source-files.ts';

const root = join(import.meta.dirname, '../..');
const frontend = join(root, 'frontend');

/** What the pages are built from. */
const sources = (): string[] => [
  ...filesUnder(frontend),
  ...filesUnder(join(root, 'shared/src')),
  join(root, 'pnpm-lock.yaml'),
];

/** By what is in the files: the same pages wherever they were checked out. */
const fingerprint = (files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
};

const holds = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, 'utf8') === text;

const build = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const vite = join(createRequire(join(frontend, 'package.json')).resolve('vite/package.json'), '../bin/vite.js');
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: frontend,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Left alone it would write over the pages that the next start builds.
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk));
    child.on('exit', (code) => {
      process.off('exit', end);
      if (code === 0) resolve();
      else reject(new Error(`building the pages failed:\n${said.slice(-4_000)}`));
    });
  });

/** Generates and builds what is stale; `tell` is called before anything that takes long. */
export const setUp = async (tell: (text: string) => void): Promise<void> => {
  generate();
  prepareGazetteer({ tell: () => tell('compiling the places (once, some seconds) …') });
  const [stamp, seen] = [join(frontend, 'build/.stamp'), join(frontend, 'build/.seen')];
  const files = sources().filter((file) => statSync(file).isFile());
  const look = looks(files);
  if (existsSync(stamp) && holds(seen, look)) return;
  const wanted = fingerprint(files);
  if (!holds(stamp, wanted)) {
    tell('building the pages (once, about half a minute) …');
    rmSync(stamp, { force: true });
    await build();
    writeFileSync(stamp, wanted);
  }
  try {
    writeFileSync(seen, look);
  } catch {
    // Where nothing can be written the files are read at every start.
  }
};
