/** Finds redis-server or valkey-server; on Debian and Ubuntu, as root, installs the distribution's package. */
import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const NAMES = ['redis-server', 'valkey-server'];
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/usr/sbin'];
const POLICY = '/usr/sbin/policy-rc.d';

const HOW_TO =
  'Gantry needs a Redis. Set REDIS_URL, or run one of: `sudo apt-get install redis-server` (Debian, Ubuntu), ' +
  '`brew install redis` (macOS), `docker compose up -d redis` (anywhere).';

/** The path of a server program. Throws one line with the command to run when there is none and none can be installed. */
export async function findRedis(): Promise<string> {
  const found = search();
  if (found) return found;
  if (process.getuid?.() === 0 && isDebian()) await install();
  const installed = search();
  if (installed) return installed;
  throw new Error(HOW_TO);
}

function search(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...FOLDERS];
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian(): boolean {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** Installs without letting the package start its own service on 6379: policy-rc.d is how Debian forbids that. */
async function install(): Promise<void> {
  const ours = !existsSync(POLICY);
  if (ours) {
    writeFileSync(POLICY, '#!/bin/sh\n# Written by Gantry while it installs redis-server.\nexit 101\n');
    chmodSync(POLICY, 0o755);
  }
  try {
    if ((await aptInstall()) === undefined) return;
    await apt(['update']);
    const failure = await aptInstall();
    if (failure) throw new Error(`${HOW_TO} (apt-get said: ${failure})`);
  } finally {
    if (ours && readFileSync(POLICY, 'utf8').includes('Written by Gantry')) rmSync(POLICY, { force: true });
  }
}

function aptInstall(): Promise<string | undefined> {
  return apt(['install', '-y', '--no-install-recommends', 'redis-server']);
}

/** The last line of the complaint, or undefined when it went well. */
async function apt(args: string[]): Promise<string | undefined> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await promisify(execFile)('apt-get', ['-o', 'DPkg::Lock::Timeout=60', ...args], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? 'nothing';
  }
}
