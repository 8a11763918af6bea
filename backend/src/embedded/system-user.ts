/** Postgres refuses to run as root: finds (or makes) an unprivileged user for it, and folders that user can reach. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';

export type Owner = { uid: number; gid: number };

/** Where root may put what another user must reach, when the asked-for folder lies behind a closed door (/root, say). */
const OPEN_GROUND = '/var/lib/gantry';

/** The user to run Postgres as: undefined (ourselves) unless we are root. Throws one line when root finds none and can make none. */
export function postgresOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp('postgres');
  if (known) return known;
  for (const [command, ...args] of [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
    ['adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', 'postgres'],
  ]) {
    try {
      execFileSync(command ?? '', args, { stdio: 'ignore' });
    } catch {
      continue;
    }
    const made = lookUp('postgres');
    if (made) return made;
  }
  const nobody = lookUp('nobody');
  if (nobody) return nobody;
  throw new Error('Postgres does not run as root and no other user could be made. Run Gantry as an ordinary user.');
}

function lookUp(name: string): Owner | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** True when the owner can walk down to `path` (which itself need not exist). */
export function canReach(path: string, owner: Owner): boolean {
  const full = resolve(path);
  const root = parse(full).root;
  for (let folder = dirname(full); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { uid, gid, mode } = statSync(folder);
      const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (folder === root) return true;
  }
}

/** The folder to really use for `asked`: itself when the owner can reach it, else one on open ground (a note tells where). */
export function reachableFolder(asked: string, owner: Owner | undefined): string {
  if (!owner || canReach(join(asked, 'x'), owner)) return asked;
  const key = createHash('sha256').update(resolve(asked)).digest('hex').slice(0, 16);
  const folder = join(OPEN_GROUND, key, basename(asked));
  const note = join(asked, 'LOCATION');
  // Without the note the home was deleted and made anew: what lies on open ground belongs to the old one.
  if (!existsSync(note)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const open of [OPEN_GROUND, dirname(folder), folder]) chmodSync(open, 0o711);
  writeFileSync(note, `${folder}\n`);
  return folder;
}

/** The programs in `folder`, copied to open ground once when the owner cannot reach them where they are. */
export function reachablePrograms(folder: string, owner: Owner | undefined): string {
  if (!owner || canReach(join(folder, 'x'), owner)) return folder;
  const key = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  const copy = join(OPEN_GROUND, `programs-${key}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  mkdirSync(OPEN_GROUND, { recursive: true });
  chmodSync(OPEN_GROUND, 0o711);
  cpSync(folder, half, { recursive: true, verbatimSymlinks: true });
  chmodSync(half, 0o755);
  try {
    renameSync(half, copy);
  } catch {
    rmSync(half, { recursive: true, force: true });
  }
  return copy;
}
