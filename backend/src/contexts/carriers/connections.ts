/**
 * Carrier connections: configured by people, remembered by the receiver. The secret for pushes and each credential for
 * being asked are sealed with the tower's key; only their names are ever shown.
 */
import { isDeepStrictEqual } from 'node:util';
import { Prisma } from '@gantry/prisma/client';
import { type Connection, connectionConfigured, signatureScheme } from '@gantry/shared/events/connections';
import { isTimeZone } from '@gantry/shared/values/time-zone';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { Evolve } from '../../kernel/decider.ts';
import { type FieldError, Refusal } from '../../kernel/errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Thread } from '../../platform/event-log.ts';
import { applyAll, type Change, commit, type Held, type Stream } from '../../platform/execute.ts';
import type { Platform } from '../../platform/platform.ts';
import { open, seal } from '../../platform/secrets.ts';

const evolve: Evolve<Connection> = (state, fact) =>
  fact.name === connectionConfigured.name ? connectionConfigured.payload.parse(fact.payload) : state;

type Row = {
  name: string;
  label: string;
  adapter: string;
  mapping: unknown;
  signature: unknown;
  settings: unknown;
  mappingVersion: number;
};
const connectionOf = ({ name, label, adapter, mapping, signature, settings, mappingVersion }: Row): Connection =>
  connectionConfigured.payload.parse({ name, label, adapter, mapping, signature, settings, mappingVersion });

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<Connection>>> => {
  await tx.$queryRawUnsafe('SELECT 1 FROM carrier_connections WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE', [
    ...ids,
  ]);
  const rows = await tx.carrierConnection.findMany({ where: { name: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.name, { version: row.version, state: connectionOf(row) }]));
};
const save = async (tx: Transaction, changes: readonly Change<Connection>[]): Promise<void> => {
  for (const { id, before, after } of changes) {
    const { name: _, mapping, signature, settings, ...columns } = after.state;
    const row = {
      ...columns,
      mapping: mapping ?? Prisma.DbNull,
      signature: signature ?? Prisma.DbNull,
      settings,
      version: after.version,
    };
    if (before) await tx.carrierConnection.update({ where: { name: id }, data: row });
    else await tx.carrierConnection.create({ data: { ...row, name: id, secret: '' } });
  }
};
export const carrierConnections: Stream<Connection> = { name: 'carrier_connection', evolve, load, save };

export type Configuration = {
  name: string;
  adapter: Connection['adapter'];
  label?: string | undefined;
  mapping?: Connection['mapping'] | undefined;
  signature?: Connection['signature'] | undefined;
  settings?: Connection['settings'] | undefined;
  secret?: string | undefined;
  credentials?: Record<string, string> | undefined;
};

const place = (name: string, credential?: string): string =>
  credential === undefined ? `connection:${name}` : `connection:${name}:${credential}`;

const zoneErrors = (path: string, zone: string | undefined): FieldError[] =>
  zone === undefined || isTimeZone(zone) ? [] : [{ path, message: 'not an IANA time zone' }];

/** What is wrong with a configuration, by field. */
const faultsOf = (said: Configuration, state: Connection | undefined): FieldError[] => {
  const generic = said.adapter === 'generic';
  const pushes = carrierFacts[said.adapter].push;
  return [
    ...(generic && !said.mapping && !state?.mapping
      ? [{ path: 'mapping', message: 'needed by the generic adapter' }]
      : []),
    ...(!generic && said.mapping
      ? [{ path: 'mapping', message: `the ${said.adapter} adapter knows its carrier’s format` }]
      : []),
    ...(pushes && !state && said.secret === undefined ? [{ path: 'secret', message: 'needed the first time' }] : []),
    ...(state && state.adapter !== said.adapter
      ? [{ path: 'adapter', message: `this connection is ${state.adapter}; give another one a name of its own` }]
      : []),
    ...zoneErrors('mapping.timeZone', said.mapping?.timeZone),
    ...zoneErrors('settings.timeZone', said.settings?.timeZone),
  ];
};

const nextOf = (said: Configuration, state: Connection | undefined): Connection => {
  const mapping = said.adapter === 'generic' ? (said.mapping ?? state?.mapping ?? null) : null;
  const same = state !== undefined && isDeepStrictEqual(state.mapping, mapping);
  return connectionConfigured.payload.parse({
    name: said.name,
    adapter: said.adapter,
    label: said.label ?? state?.label ?? (said.adapter === 'generic' ? said.name : carrierFacts[said.adapter].label),
    mapping,
    // The other adapters know their carrier's signature; a scheme given stands above it, where its text is not settled.
    signature: said.signature ?? state?.signature ?? (said.adapter === 'generic' ? signatureScheme.parse({}) : null),
    settings: said.settings ?? state?.settings ?? {},
    mappingVersion: (state?.mappingVersion ?? 0) + (same ? 0 : 1),
  });
};

const keepSecrets = async (
  tx: Transaction,
  key: string,
  { name, secret, credentials }: Configuration,
): Promise<void> => {
  const data: Prisma.CarrierConnectionUpdateInput = {};
  if (secret !== undefined) data.secret = seal(key, place(name), secret);
  if (credentials !== undefined) {
    const row = await tx.carrierConnection.findUniqueOrThrow({ where: { name }, select: { credentials: true } });
    const kept = { ...(row.credentials as Record<string, string>) };
    for (const [credential, value] of Object.entries(credentials)) {
      if (value === '') delete kept[credential];
      else kept[credential] = seal(key, place(name, credential), value);
    }
    data.credentials = kept;
  }
  if (Object.keys(data).length > 0) await tx.carrierConnection.update({ where: { name }, data });
};

/**
 * Configures a connection. The same again changes nothing; a new mapping is a new mapping version. Throws a Refusal with
 * the paths of the fields that do not go together.
 */
export const configure = async (platform: Platform, said: Configuration, thread: Thread): Promise<Connection> => {
  const connection = await commit(platform, async (tx) => {
    const now = platform.clock.now();
    const [outcome] = await applyAll({ tx, now }, carrierConnections, [
      {
        id: said.name,
        thread,
        decide: (state) => {
          const faults = faultsOf(said, state);
          if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
          const next = nextOf(said, state);
          return state && isDeepStrictEqual(state, next) ? [] : [connectionConfigured(next)];
        },
      },
    ]);
    if (!outcome?.ok) throw outcome?.error;
    await keepSecrets(tx, platform.config.secretKey ?? '', said);
    if (!outcome.state) throw new Error('a configured connection has a state');
    return outcome.state;
  });
  platform.signals.raise('connections');
  return connection;
};

/** A connection with what it keeps secret, opened. */
export type Opened = { connection: Connection; secret: string; credentials: Record<string, string> };
export type ConnectionBook = { find(name: string): Promise<Opened | undefined> };

const opened = (platform: Platform, row: Row & { secret: string; credentials: unknown }): Opened => {
  const key = platform.config.secretKey ?? '';
  const sealed = Object.entries((row.credentials ?? {}) as Record<string, string>);
  return {
    connection: connectionOf(row),
    secret: row.secret === '' ? '' : open(key, place(row.name), row.secret),
    credentials: Object.fromEntries(sealed.map(([name, value]) => [name, open(key, place(row.name, name), value)])),
  };
};

/** Connections as the webhook receiver needs them: with secrets opened, remembered for seconds, forgotten on change. */
export const createConnectionBook = (platform: Platform): ConnectionBook => {
  const known = new Map<string, { until: number; opened: Opened | undefined }>();
  platform.signals.on('connections', () => known.clear());
  return {
    find: async (name) => {
      const now = Date.now();
      const hit = known.get(name);
      if (hit && hit.until > now) return hit.opened;
      const row = await platform.database.prisma.carrierConnection.findUnique({ where: { name } });
      const found = row ? opened(platform, row) : undefined;
      if (known.size > 1_000) known.clear();
      known.set(name, { until: now + 5_000, opened: found });
      return found;
    },
  };
};

export type Listed = { connection: Connection; hasSecret: boolean; credentials: string[] };

/** All connections, by name, with the names of what they keep secret. */
export const listConnections = async (platform: Platform): Promise<Listed[]> =>
  (await platform.database.prisma.carrierConnection.findMany({ orderBy: { name: 'asc' } })).map((row) => ({
    connection: connectionOf(row),
    hasSecret: row.secret !== '',
    credentials: Object.keys((row.credentials ?? {}) as Record<string, string>).sort(),
  }));
