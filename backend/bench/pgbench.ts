/**
 * What Postgres alone does: pgbench, the program that comes with it, with the same update and the same insert that a scan
 * means, one transaction each. Its tables are made like the tower's own, indexes included.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchTower } from './bench-tower.ts';

const prepare = (rows: number): string => `
  DROP SCHEMA IF EXISTS bench CASCADE;
  CREATE SCHEMA bench;
  CREATE TABLE bench.shipments (LIKE public.tracked_shipments INCLUDING ALL) WITH (fillfactor = 70);
  CREATE TABLE bench.log (LIKE public.event_log INCLUDING ALL);
  CREATE SEQUENCE bench.log_id;
  ALTER TABLE bench.log ALTER COLUMN id SET DEFAULT nextval('bench.log_id');
  CREATE SEQUENCE bench.version;
  INSERT INTO bench.shipments SELECT (json_populate_record(t, json_build_object('id', 'shp_' || n, 'token_hash', 'hash' || n))).*
    FROM generate_series(1, ${rows}) n, (SELECT one FROM public.tracked_shipments one LIMIT 1) AS model (t);
  ANALYZE bench.shipments;`;

const standing =
  '{"position":"in_transit","reason":null,"status":"in_transit","actionRequiredBy":"none","since":"2026-01-01T00:00:00.000Z","pickedUpAt":"2026-01-01T00:00:00.000Z","deliveredAt":null,"endedAt":null,"failedAttempts":0,"lastScanAt":"2026-01-01T00:00:00.000Z","lastPlace":{"city":"Lyon","country":"FR","latitude":45.76,"longitude":4.83}}';
const payload =
  '{"scanId":"scn_0123456789abcdefghij","shipmentId":"shp_0123456789abcdefghijklmnop","carrier":"bench-carrier","trackingNumber":"BENCH00000001","leg":1,"code":"IT","description":"On its way","status":"in_transit","reason":null,"actionRequiredBy":"none","occurredAt":"2026-01-01T00:00:00.000Z","zone":"given","localTime":null,"receivedAt":"2026-01-01T00:00:00.000Z","place":{"city":"Lyon","country":"FR","latitude":45.76,"longitude":4.83}}';

/** pgbench reads colons as variables, so the texts come in as settings of the session would: by SQL functions. */
const functions = `
  CREATE FUNCTION bench.standing() RETURNS jsonb IMMUTABLE LANGUAGE sql AS $$ SELECT '${standing}'::jsonb $$;
  CREATE FUNCTION bench.payload() RETURNS jsonb IMMUTABLE LANGUAGE sql AS $$ SELECT '${payload}'::jsonb $$;`;

const script = (rows: number): string => `\\set n random(1, ${rows})
BEGIN;
UPDATE bench.shipments SET version = version + 1, standing = bench.standing(), status = 'in_transit', last_scan_at = now() WHERE id = 'shp_' || :n;
INSERT INTO bench.log (stream, stream_id, version, name, payload, occurred_at, received_at, correlation_id, actor, partition) VALUES ('tracked_shipment', 'shp_' || :n, nextval('bench.version'), 'tracking.scan_recorded', bench.payload(), now(), now(), 'ord_' || :n, 'carrier', 1);
COMMIT;
`;

export type PgbenchResult = { tps: number; latencyMs: number; version: string };

/** Runs a script of pgbench's for `seconds` with 16 clients over the tower's Postgres. Throws when there is no pgbench on the PATH. */
export const runScript = async (
  { file }: Pick<BenchTower, 'file'>,
  script: string,
  seconds: number,
): Promise<PgbenchResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-pgbench-'));
  const path = join(folder, 'script.sql');
  writeFileSync(path, script);
  const { hostname, port, username, password, pathname } = new URL(file().databaseUrl);
  const env = { ...process.env, PGPASSWORD: password };
  const run = promisify(execFile);
  try {
    const { stdout: version } = await run('pgbench', ['--version']);
    const target = ['-h', hostname, '-p', port, '-U', username, pathname.slice(1)];
    const dials = ['-n', '-M', 'prepared', '-c', '16', '-j', '2', '-T', String(seconds), '-f', path];
    const { stdout } = await run('pgbench', [...dials, ...target], { env });
    const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
    return { tps: number(/tps = ([\d.]+)/), latencyMs: number(/latency average = ([\d.]+)/), version: version.trim() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Runs what a scan means for `seconds`. */
export const runPgbench = async (tower: BenchTower, rows: number, seconds: number): Promise<PgbenchResult> => {
  const { database } = tower;
  try {
    await database.query(prepare(rows));
    await database.query(functions);
    await database.query('CHECKPOINT');
    return await runScript(tower, script(rows), seconds);
  } finally {
    await database.query('DROP SCHEMA IF EXISTS bench CASCADE');
  }
};
