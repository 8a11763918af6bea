/**
 * Generates the Prisma client when the models changed since the last time. Prisma would download an engine binary
 * first; naming any executable as the engine keeps it from that, and the generator needs none.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { schemaFiles } from './files.ts';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'src/generated/.stamp');
const cliOf = (): string => createRequire(import.meta.url).resolve('prisma/build/index.js');

/** Generates into src/generated when needed; answers whether it did. Throws with the generator's words when it fails. */
export const generate = (): boolean => {
  const version: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies['@prisma/client'];
  const fingerprint = createHash('sha256').update(version).update(JSON.stringify(schemaFiles())).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return false;
  const ran = spawnSync(process.execPath, [cliOf(), 'generate', '--schema', join(root, 'schema')], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (ran.status !== 0) throw new Error(`prisma generate failed:\n${ran.stdout}\n${ran.stderr}`);
  mkdirSync(join(root, 'src/generated'), { recursive: true });
  writeFileSync(stamp, fingerprint);
  return true;
};

if (import.meta.main) process.stdout.write(generate() ? 'Prisma client generated\n' : 'Prisma client is up to date\n');
