/** Tracked shipments from before personal values were sealed: brought to towns and rough points, words into their boxes. */
import { exceptionCase, type Scan, scan, standing, trackingStarted } from '@gantry/shared/events/tracking';
import { z } from 'zod';
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PastHolder, SealedEvent } from '../../platform/privacy/holder.ts';
import { personalPathsOf, takeOut } from '../../platform/privacy/parts.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import type { Shipping } from '../shipping/public.ts';

import { sealParked } from './intake/numbers.ts';
import { readTracked, trackedStream } from './store.ts';
import { merchantOf, type TrackedShipment } from './tracked-shipment.ts';
import { withoutWords } from './words.ts';

const personalInRow = personalPathsOf(z.object({ plan: trackingStarted.payload, standing }));

const next = 'SELECT id FROM tracked_shipments WHERE subject IS NULL ORDER BY id LIMIT $1';
const update = `
  UPDATE tracked_shipments t SET subject = r.subject, plan = r.plan, standing = r.standing, estimate = r.estimate
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, subject text, plan jsonb, standing jsonb, estimate jsonb) WHERE t.id = r.id`;
const owned = 'SELECT id, subject FROM tracked_shipments WHERE id = ANY($1::text[]) AND subject IS NOT NULL';

const rowOf = ({ plan, standing: stands, estimate }: TrackedShipment, subject: string) => ({
  id: plan.shipmentId,
  subject,
  ...takeOut(personalInRow, { plan, standing: stands }).clear,
  estimate: estimate && { ...estimate, text: '' },
});

/** Rows first: the events ask them whose they are. */
const sealTracked = (platform: Platform, shipping: Shipping, most: number): Promise<number> => {
  let ids: string[] = [];
  return transact(
    platform,
    async (tx) => {
      ids = (await tx.rows<{ id: string }>(next, most)).map(({ id }) => id);
      return hold(trackedStream, ids);
    },
    async ({ tx, privacy }) => {
      const [tracked, subjects] = [await readTracked(tx, ids), await shipping.subjectsOf(tx, ids)];
      const rows = tracked.map(async (one) => {
        const { shipmentId, orderId } = one.plan;
        return rowOf(one, subjects.get(shipmentId) ?? (await privacy.subjectOf(merchantOf(one), { orderId })));
      });
      if (rows.length > 0) await tx.run(update, JSON.stringify(await Promise.all(rows)));
      return ids.length;
    },
  );
};

const told = z.union([scan.pick({ scanId: true }), exceptionCase.pick({ exceptionId: true })]);
const sealScans = `
  UPDATE scans s SET data = r.data, sealed = r.sealed, told_in = r.told_in
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, data jsonb, sealed text, told_in int) WHERE s.id = r.id AND COALESCE(s.told_in, 0) < r.told_in`;
const sealCases = `
  UPDATE shipment_exceptions e SET detail = '', sealed = r.sealed, told_in = r.told_in
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, sealed text, told_in int) WHERE e.id = r.id AND COALESCE(e.told_in, 0) < r.told_in`;

type Box = { id: string; sealed: string; told_in: number };

/** Rows of scans and exceptions share the box of the last event that told them. */
const shareBoxes = async (tx: Sql, events: readonly SealedEvent[]): Promise<void> => {
  const scans = new Map<string, Box>();
  const cases = new Map<string, Box>();
  for (const { payload, sealed, version } of events) {
    const about = told.safeParse(payload).data;
    if (about && 'scanId' in about) scans.set(about.scanId, { id: about.scanId, sealed, told_in: version });
    else if (about) cases.set(about.exceptionId, { id: about.exceptionId, sealed, told_in: version });
  }
  const rows = await tx.rows<{ id: string; data: Scan }>('SELECT id, data FROM scans WHERE id = ANY($1::text[])', [
    ...scans.keys(),
  ]);
  const cleared = rows.map(({ id, data }) => ({ ...scans.get(id), data: withoutWords(data) }));
  if (cleared.length > 0) await tx.run(sealScans, JSON.stringify(cleared));
  if (cases.size > 0) await tx.run(sealCases, JSON.stringify([...cases.values()]));
};

/** What tracking has from before. */
export const pastTracked = (platform: Platform, shipping: Shipping): PastHolder => ({
  stream: trackedStream,
  rows: async (most) =>
    (await sealTracked(platform, shipping, most)) ||
    platform.database.transaction((tx) => sealParked(tx, platform.privacy, most)),
  subjectsOf: async (sql, ids) =>
    new Map((await sql.rows<{ id: string; subject: string }>(owned, [...ids])).map(({ id, subject }) => [id, subject])),
  told: shareBoxes,
});
