/**
 * The way of a webhook, step by step: raw bytes -> signature over them -> parsed -> normalized -> recorded, and only then
 * a 2xx. Webhooks that arrive together are committed together. What a good signature brings and nobody can read goes to
 * the Trash; when recording itself fails, the raw bytes are kept and worked through later: acknowledged means stored.
 */
import type { WebhookReply } from '@gantry/shared/api/tracking';
import type { Scan } from '@gantry/shared/events/tracking';
import type { ParsedScan, ParsedWebhook } from '../../connectors/carriers/carrier.ts';
import { adapterOf } from '../../connectors/carriers/registry.ts';
import { messageOf, Refusal } from '../../kernel/errors.ts';
import { derivedId, digest, newId } from '../../kernel/ids.ts';
import { isOutage } from '../../kernel/outage.ts';
import type { Headers } from '../../kernel/signature.ts';
import type { Sql } from '../../platform/database.ts';
import { type Thrown, throwAwayIn } from '../../platform/dead-letters.ts';
import { applyAll, commitSql } from '../../platform/execute.ts';
import { type GroupCommit, groupCommit } from '../../platform/group-commit.ts';
import { webhookScans, webhooksRefused } from '../../platform/metrics.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ConnectionBook, Opened } from './connections.ts';
import { recordScans } from './decide.ts';
import { parkScans, placeScans } from './numbers.ts';
import { trackedShipments } from './store.ts';
import type { TrackedShipment } from './tracked-shipment.ts';

/** The name under which the Trash keeps scans and gives them back. */
export const intakeHandler = 'tracking.webhook';

export type Arrived = { webhookId: string; connection: Opened['connection']; body: Buffer; receivedAt: string };
type Read = Arrived & { scans: Scan[]; errors: ParsedWebhook['errors'] };

/** A parsed scan as the log keeps it. Its id is what makes it the same scan: carrier, number, time, code, place. */
export const scanOf = (carrier: string, parsed: ParsedScan, receivedAt: string): Scan => ({
  scanId: derivedId('scn', [
    carrier,
    parsed.trackingNumber,
    parsed.occurredAt ?? parsed.localTime,
    parsed.code,
    JSON.stringify(Object.entries(parsed.place).sort()),
  ]),
  carrier,
  leg: 1,
  receivedAt,
  ...parsed,
});

const read = (arrived: Arrived): Read => {
  const { scans, errors } = adapterOf(arrived.connection).parse(arrived.body, arrived.connection);
  return { ...arrived, scans: scans.map((scan) => scanOf(arrived.connection.name, scan, arrived.receivedAt)), errors };
};

const thrownOf = ({ connection, errors }: Read): Thrown[] =>
  errors.map(({ reason, detail, fragment }) => ({
    source: 'webhook',
    handler: intakeHandler,
    reason,
    detail,
    payload: { connection: connection.name, body: fragment },
    key: digest(`${connection.name} ${JSON.stringify(fragment)}`).toString('hex'),
  }));

type Kept = Arrived & { outcome: string; recorded: number; duplicates: number };

const insertRaw = `
  INSERT INTO inbound_webhooks (id, connection, body, received_at, outcome, recorded, duplicates)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::timestamptz[], $5::text[], $6::int[], $7::int[]) ON CONFLICT DO NOTHING`;

const keepRaw = (tx: Sql, rows: readonly Kept[]): Promise<number> =>
  tx.$executeRawUnsafe(
    insertRaw,
    rows.map(({ webhookId }) => webhookId),
    rows.map(({ connection }) => connection.name),
    rows.map(({ body }) => body),
    rows.map(({ receivedAt }) => receivedAt),
    rows.map(({ outcome }) => outcome),
    rows.map(({ recorded }) => recorded),
    rows.map(({ duplicates }) => duplicates),
  );

/** Records scans inside a transaction; answers, scan by scan, whether it was new, known or parked. */
const recordIn = async (
  tx: Sql,
  now: Date,
  scans: readonly Scan[],
): Promise<Map<Scan, 'recorded' | 'duplicate' | 'waiting'>> => {
  const fates = new Map<Scan, 'recorded' | 'duplicate' | 'waiting'>();
  if (scans.length === 0) return fates;
  const originals = new Map<string, Scan[]>();
  for (const scan of scans) originals.set(scan.scanId, [...(originals.get(scan.scanId) ?? []), scan]);
  const { placed, unplaced } = await placeScans(
    tx,
    [...originals.values()].flatMap((same) => same.slice(0, 1)),
  );
  const commands = placed.map(({ shipmentId, scan }) => ({
    id: shipmentId,
    scan,
    thread: (state: TrackedShipment | undefined) => ({
      correlationId: state?.plan.orderId ?? shipmentId,
      actor: `carrier:${scan.carrier}`,
    }),
    decide: recordScans([scan]),
  }));
  const outcomes = await applyAll({ tx, now }, trackedShipments, commands);
  outcomes.forEach((outcome, i) => {
    if (!outcome.ok) throw outcome.error;
    const same = originals.get(commands[i]?.scan.scanId ?? '') ?? [];
    for (const [n, scan] of same.entries())
      fates.set(scan, n === 0 && outcome.facts.length > 0 ? 'recorded' : 'duplicate');
  });
  await parkScans(tx, unplaced);
  for (const { scanId } of unplaced) for (const scan of originals.get(scanId) ?? []) fates.set(scan, 'waiting');
  return fates;
};

const count = (scans: readonly Scan[], fates: Map<Scan, string>, fate: string): number =>
  scans.filter((scan) => fates.get(scan) === fate).length;

const replyOf = ({ scans, errors }: Read, fates: Map<Scan, string>): WebhookReply => ({
  outcome: errors.length > 0 && scans.length === 0 ? 'trashed' : 'recorded',
  recorded: count(scans, fates, 'recorded'),
  duplicates: count(scans, fates, 'duplicate'),
  waiting: count(scans, fates, 'waiting'),
  trashed: errors.length,
});

/** One transaction for a batch of webhooks: scans, what they change, the Trash, the raw bytes. */
const writeBatch = (platform: Platform, batch: readonly Arrived[]): Promise<WebhookReply[]> => {
  const all = batch.map(read);
  return commitSql(platform, async (tx) => {
    const now = platform.clock.now();
    const fates = await recordIn(
      tx,
      now,
      all.flatMap(({ scans }) => scans),
    );
    const thrown = all.flatMap(thrownOf);
    if (thrown.length > 0) await throwAwayIn(tx, now, thrown);
    const replies = all.map((one) => replyOf(one, fates));
    await keepRaw(
      tx,
      all.map((one, i) => ({
        ...one,
        outcome: replies[i]?.outcome ?? 'recorded',
        recorded: replies[i]?.recorded ?? 0,
        duplicates: replies[i]?.duplicates ?? 0,
      })),
    );
    return replies;
  });
};

const observe = (name: string, reply: WebhookReply): WebhookReply => {
  for (const outcome of ['recorded', 'duplicates', 'waiting', 'trashed'] as const)
    if (reply[outcome] > 0) webhookScans.inc({ connection: name, outcome }, reply[outcome]);
  return reply;
};

/** Keeps what could not be recorded now; `tracking.work_deferred` takes it up again. */
const defer = async (platform: Platform, arrived: Arrived, error: unknown): Promise<WebhookReply> => {
  platform.logger.error({ error, webhook: arrived.webhookId }, 'webhook kept for later');
  await platform.database.sqlTransaction((tx) =>
    keepRaw(tx, [{ ...arrived, outcome: 'deferred', recorded: 0, duplicates: 0 }]),
  );
  return { outcome: 'deferred', recorded: 0, duplicates: 0, waiting: 0, trashed: 0 };
};

export type Intake = {
  receive(name: string, request: { headers: Headers; rawBody: Buffer }): Promise<WebhookReply>;
  idle(): Promise<void>;
};

/** Opens the intake of webhooks. `receive` throws a Refusal for an unknown connection or a signature that is not right. */
export const createIntake = (platform: Platform, book: ConnectionBook): Intake => {
  const lane: GroupCommit<Arrived, WebhookReply> = groupCommit((batch) => writeBatch(platform, batch), {
    most: 256,
    lanes: 2,
  });
  const receive: Intake['receive'] = async (name, { headers, rawBody }) => {
    const opened = await book.find(name);
    if (!opened) throw new Refusal('missing', 'no_such_connection', `No carrier connection is called ${name}`);
    const now = platform.clock.now();
    const verdict = adapterOf(opened.connection).verify({ headers, rawBody }, opened.connection, opened.secret, now);
    if (verdict !== 'valid') {
      webhooksRefused.inc({ connection: name, verdict });
      throw new Refusal('unauthenticated', `signature_${verdict}`, `The signature is ${verdict}`);
    }
    const arrived = {
      webhookId: newId('whk', now),
      connection: opened.connection,
      body: rawBody,
      receivedAt: now.toISOString(),
    };
    try {
      return observe(name, await lane.submit(arrived));
    } catch (error) {
      if (isOutage(error)) throw error;
      return defer(platform, arrived, error);
    }
  };
  return { receive, idle: () => lane.idle() };
};

/** Works through one webhook that was kept. Throws when it cannot be recorded still. */
export const workDeferred = async (platform: Platform, book: ConnectionBook, webhookId: string): Promise<void> => {
  const row = await platform.database.prisma.inboundWebhook.findUnique({ where: { id: webhookId } });
  const opened = row && (await book.find(row.connection));
  if (!row || !opened || row.outcome !== 'deferred') return;
  const arrived = {
    webhookId,
    connection: opened.connection,
    body: Buffer.from(row.body),
    receivedAt: row.receivedAt.toISOString(),
  };
  const [reply] = await writeBatch(platform, [arrived]);
  await platform.database.prisma.inboundWebhook.update({
    where: { id: webhookId },
    data: { outcome: reply?.outcome ?? 'recorded', recorded: reply?.recorded ?? 0, duplicates: reply?.duplicates ?? 0 },
  });
};

/** Gives a repaired scan from the Trash another try. Throws a Refusal that says what is still wrong with it. */
export const resumeWebhook = async (platform: Platform, book: ConnectionBook, payload: unknown): Promise<void> => {
  const { connection: name, body } = (payload ?? {}) as { connection?: unknown; body?: unknown };
  const opened = typeof name === 'string' ? await book.find(name) : undefined;
  if (!opened) throw new Refusal('invalid', 'invalid', 'connection: no such carrier connection');
  const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null));
  const { scans, errors } = read({
    webhookId: '',
    connection: opened.connection,
    body: raw,
    receivedAt: platform.clock.now().toISOString(),
  });
  const error = errors[0];
  if (error) throw new Refusal('invalid', error.reason, error.detail);
  await commitSql(platform, (tx) => recordIn(tx, platform.clock.now(), scans)).catch((thrown: unknown) => {
    throw isOutage(thrown) ? thrown : new Refusal('conflict', 'not_recorded', messageOf(thrown));
  });
};
