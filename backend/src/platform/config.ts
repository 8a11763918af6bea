/** Configuration: the environment, parsed once, with every error told at once. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { read } from '../kernel/faults.ts';

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');
/** A whole number of the environment; what it may be is told in the same words whatever is wrong with it. */
const count = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  const error = most === Number.MAX_SAFE_INTEGER ? `a number from ${least} up` : `a number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol),
      `a URL with ${schemes.join(' or ')}`,
    );

const environment = z.object({
  PORT: count(0, 65_535).default(3000),
  GANTRY_PORT_IS_OPEN: flag
    .default(false)
    .describe('Nobody asked for this port in particular: where it is taken any other does'),
  HOST: z.string().min(1).default('127.0.0.1'),
  GANTRY_HOME: z.string().min(1).default('./.gantry'),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  CLICKHOUSE_URL: url('http:', 'https:').optional(),
  GANTRY_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  GANTRY_DEMO: flag.default(true),
  GANTRY_ADMIN_KEY: z.string().min(16, 'at least 16 characters').max(200).optional(),
  GANTRY_SECRET_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/, '32 bytes in hex')
    .optional(),
  GANTRY_SECRET_KEY_FORMER: z
    .string()
    .regex(/^[0-9a-f]{64}(,[0-9a-f]{64})*$/, '32 bytes in hex each, separated by commas')
    .optional()
    .describe('Former secret keys: what they wrapped still opens, until `gantry privacy rewrap` has wrapped it again'),
  GANTRY_NETWORK: z.string().min(1).max(60).default('Main network'),
  GANTRY_CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_]+$/, 'letters, digits and underscores')
    .optional(),
  GANTRY_SQL_PORT: count(0, 65_535)
    .optional()
    .describe(
      'Where analysts ask the embedded ClickHouse in SQL; 0: nowhere. A ClickHouse server of one’s own is asked itself',
    ),
  GANTRY_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  GANTRY_PUBLIC_ORIGIN: url('http:', 'https:')
    .optional()
    .describe('Where the world reaches this installation, e.g. https://tower.example.com'),
  GANTRY_TRUST_PROXY: z
    .string()
    .optional()
    .describe('Comma-separated addresses of proxies whose X-Forwarded-For is believed'),
  GANTRY_DISK_RESERVE_MB: count(0, 10_000_000).optional(),
  GANTRY_DISKS: z
    .string()
    .regex(/^[a-z]+=[^,]+(,[a-z]+=[^,]+)*$/, 'name=folder, separated by commas')
    .optional()
    .describe('Folders whose disks are watched; writes are refused when that of `postgres` is almost full'),
  GANTRY_WORKER_PORT: count(0, 65_535)
    .default(0)
    .describe('Where a worker answers for its health and metrics; 0: a port that is free'),
  GANTRY_HORIZON_SECONDS: count(0)
    .default(60)
    .describe('How long a transaction may hold the log back before the worker ends it; 0: for ever'),
  GANTRY_END_PREPARED: flag
    .default(false)
    .describe('Whether a prepared transaction that holds the log back so long is rolled back too'),
  GANTRY_SMTP_URL: url('smtp:', 'smtps:')
    .optional()
    .describe('The server that carries mails, with its login: smtps://user:password@mail.example.com'),
  GANTRY_MAIL_FROM: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$|^[^<>\r\n]{1,100} <[^\s<>@]+@[^\s<>@]+>$/, 'an address, or a name and <address>')
    .optional()
    .describe('Whom mails are from; needed with GANTRY_SMTP_URL'),
  GANTRY_INSIDE_ORIGINS: z
    .string()
    .optional()
    .describe('Comma-separated origins on private addresses that carriers’ base URLs may name, e.g. a gateway'),
});

/** A folder whose disk matters: of a store that we run ourselves, by its name, or the home. */
export type DiskPlace = { name: string; folder: string };
/** How long a transaction may hold the log back. */
export type HorizonLimits = {
  /** From here on it is told of. */
  tellMs: number;
  /** Here it is ended; null: never. */
  endMs: number | null;
  /** Whether prepared transactions, which are nobody's session, are rolled back. */
  endPrepared: boolean;
};

export type Config = {
  port: number;
  /** Where the port is taken another will do. */
  portIsOpen: boolean;
  host: string;
  home: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  clickhouseUrl: string | undefined;
  role: 'all' | 'api' | 'worker';
  demo: boolean;
  adminKey: string | undefined;
  secretKey: string | undefined;
  formerSecretKeys: string[];
  network: string;
  cluster: string | null;
  /** The port of the analysts’ door; 0: none; null: nobody said, or ClickHouse is a server that knows its analysts itself. */
  sqlPort: number | null;
  logLevel: string;
  /** Where the world reaches this installation; null where nobody said. */
  publicOrigin: string | null;
  trustProxy: string[];
  insideOrigins: string[];
  /** The disks to watch, and what must stay free of each; null for what its size says. */
  disks: DiskPlace[];
  diskReserveMb: number | null;
  workerPort: number;
  horizon: HorizonLimits;
  /** The server that carries mails; null: they are kept in the outbox. */
  smtpUrl: string | null;
  mailFrom: string;
};

const listIn = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const disksIn = (text: string | undefined, home: string): DiskPlace[] =>
  listIn(text ?? `home=${home}`).map((part) => {
    const cut = part.indexOf('=');
    return { name: part.slice(0, cut), folder: resolve(part.slice(cut + 1)) };
  });

/** Thrown with one line per mistake. */
export class ConfigError extends Error {
  constructor(lines: string[]) {
    super(`configuration:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Parses the environment. Empty values count as absent. Throws ConfigError naming every mistake. */
export const parseConfig = (env: Record<string, string | undefined>): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = read(environment, given);
  const mistakes = parsed.ok ? [] : [...new Set(parsed.faults.map(({ path, message }) => `${path}: ${message}`))];
  const role = given.GANTRY_ROLE;
  if (role === 'api' || role === 'worker')
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'CLICKHOUSE_URL', 'GANTRY_SECRET_KEY'])
      if (given[name] === undefined)
        mistakes.push(`${name}: needed when GANTRY_ROLE is ${role}, since several processes share it`);
  if (given.GANTRY_SMTP_URL !== undefined && given.GANTRY_MAIL_FROM === undefined)
    mistakes.push('GANTRY_MAIL_FROM: needed with GANTRY_SMTP_URL');
  if (!parsed.ok || mistakes.length > 0) throw new ConfigError(mistakes);
  const e = parsed.data;
  return {
    port: e.PORT,
    portIsOpen: e.GANTRY_PORT_IS_OPEN,
    host: e.HOST,
    home: resolve(e.GANTRY_HOME),
    databaseUrl: e.DATABASE_URL,
    redisUrl: e.REDIS_URL,
    clickhouseUrl: e.CLICKHOUSE_URL,
    role: e.GANTRY_ROLE,
    demo: e.GANTRY_DEMO,
    adminKey: e.GANTRY_ADMIN_KEY,
    secretKey: e.GANTRY_SECRET_KEY,
    formerSecretKeys: listIn(e.GANTRY_SECRET_KEY_FORMER),
    network: e.GANTRY_NETWORK,
    cluster: e.GANTRY_CLICKHOUSE_CLUSTER ?? null,
    sqlPort: e.GANTRY_SQL_PORT ?? null,
    logLevel: e.GANTRY_LOG_LEVEL,
    publicOrigin: e.GANTRY_PUBLIC_ORIGIN === undefined ? null : new URL(e.GANTRY_PUBLIC_ORIGIN).origin,
    trustProxy: listIn(e.GANTRY_TRUST_PROXY),
    insideOrigins: listIn(e.GANTRY_INSIDE_ORIGINS),
    disks: disksIn(e.GANTRY_DISKS, resolve(e.GANTRY_HOME)),
    diskReserveMb: e.GANTRY_DISK_RESERVE_MB ?? null,
    workerPort: e.GANTRY_WORKER_PORT,
    horizon: {
      tellMs: 10_000,
      endMs: e.GANTRY_HORIZON_SECONDS === 0 ? null : e.GANTRY_HORIZON_SECONDS * 1000,
      endPrepared: e.GANTRY_END_PREPARED,
    },
    smtpUrl: e.GANTRY_SMTP_URL ?? null,
    mailFrom: e.GANTRY_MAIL_FROM ?? 'gantry@localhost',
  };
};

/** A secret kept in the home, readable by its owner alone; made on first use. */
export const keptSecret = (home: string, name: string, make: () => string): string => {
  const path = join(home, name);
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (kept) return kept;
  mkdirSync(home, { recursive: true });
  const secret = make();
  // Whole or not at all: half a secret, on a disk that is full, would be believed the next time.
  writeFileSync(`${path}.new`, `${secret}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return secret;
};

/** 32 random bytes in hex, the form of GANTRY_SECRET_KEY. */
export const newSecretKey = (): string => randomBytes(32).toString('hex');
