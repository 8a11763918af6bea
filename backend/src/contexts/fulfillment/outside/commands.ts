/** Sending a job to an outside warehouse, and booking what it reports: each in one transaction about the fulfillment order. */

import { isDeepStrictEqual } from 'node:util';
import { picked } from '@gantry/shared/events/fulfillment';
import { type JobLine, jobSent } from '@gantry/shared/events/fulfillment/jobs';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { transact, type Unit } from '../../../platform/write/transact.ts';
import { type FulfillmentOrder, pickedOf } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { type Floor, type Refused, type Take, unitsOfTakes } from '../picking/pick.ts';
import { findOne, type Picker } from '../picking/picking.ts';
import { refusalOf, refuseScan } from '../picking/scanning.ts';
import { type Asked, answeredBefore, type Before, keepScans } from '../picking/scans.ts';
import { holdingFor, standingOf } from '../picking/standing.ts';
import { known } from '../queue/shown.ts';
import { fulfillmentStream } from '../store.ts';
import { toPicking } from '../walks/commands.ts';
import { jobOf, judgeReport, type Reported, unitsReported } from './job.ts';

export type Sent = { order: FulfillmentOrder; sentAt: string; lines: JobLine[]; anew: boolean };

/** Sends what is left to pick in the numbers of its warehouse; the same again changes nothing. */
export const send = async (needs: FloorNeeds, fulfillmentId: string, { sees, thread }: Picker): Promise<Sent> => {
  const found = await findOne(needs, fulfillmentId, sees);
  return transact(needs.platform, holdingFor(needs, [found]), async (unit) => {
    const order = known((await unit.load(fulfillmentStream, [fulfillmentId])).get(fulfillmentId), sees);
    const { warehouse, merchant, job } = order;
    const steps = await toPicking(unit, needs, order);
    if (warehouse === null) throw new Refusal('conflict', 'wrong_status', `Nothing is picked of ${order.number}`);
    const skus = order.lines.map(({ sku }) => sku);
    const sizes = await needs.inventory.packSizes(unit.tx, merchant, skus);
    const lines = jobOf(order, (sku) => sizes(sku, warehouse));
    const same = job !== null && isDeepStrictEqual(job.lines, lines);
    const events = [...steps, ...(same ? [] : [jobSent({ fulfillmentId, warehouse, lines })])];
    const by = thread(order.orderId);
    const [done] = allDone(
      await unit.apply(fulfillmentStream, [{ id: fulfillmentId, thread: by, decide: () => events }]),
    );
    const state = known(done?.state);
    return { order: state, sentAt: state.job?.sentAt ?? unit.now.toISOString(), lines, anew: !same };
  });
};

const counted = z.array(z.object({ sku: z.string(), units: z.int(), pickedQuantity: z.int(), lineQuantity: z.int() }));
export type Counted = z.infer<typeof counted>;

type Judged = { sku: string; units: number; takes: Take[] };

/** What each line of a report takes; or why the report counts for nothing. */
const judge = (
  order: FulfillmentOrder,
  floors: readonly Floor[],
  lines: readonly Reported[],
): Judged[] | (Refused & { sku: string }) => {
  const all: Judged[] = [];
  for (const [i, line] of lines.entries()) {
    const { sku } = line;
    const said = unitsReported(order.job?.lines ?? [], line);
    if ('refused' in said) return { ...said, sku };
    const floor = floors[i];
    if (!floor) throw new RangeError('each line of a report has its floor');
    const judged = judgeReport(floor, { sku, units: said.units });
    if ('refused' in judged) return { ...judged, sku };
    all.push({ sku, units: said.units, takes: judged.takes });
  }
  return all;
};

const countedOf = (order: FulfillmentOrder, judged: readonly Judged[]): Counted =>
  judged.map(({ sku, units }) => {
    const own = order.lines.filter((line) => line.sku === sku);
    return {
      sku,
      units,
      pickedQuantity: own.reduce((sum, line) => sum + pickedOf(order, line), 0),
      lineQuantity: own.reduce((sum, { quantity }) => sum + quantity, 0),
    };
  });

type Booking = { order: FulfillmentOrder; asked: Asked; scanned: string; thread: Picker['thread'] };

const book = async (
  unit: Unit,
  { orders }: FloorNeeds,
  judged: readonly Judged[],
  { order, asked, scanned, thread }: Booking,
): Promise<Before> => {
  const { fulfillmentId, orderId } = order;
  const { clientScanId } = asked;
  const by = thread(orderId);
  const takes = judged.flatMap((one) => one.takes);
  const moves = takes.map((one) => ({ ...one, bin: pickedBin }));
  await orders.floor.move(unit, { orderId, thread: by, reference: fulfillmentId }, moves);
  const events = judged.map((one) =>
    picked({ fulfillmentId, clientScanId, scanned, units: unitsOfTakes(one.takes), tote: null, walkId: null }),
  );
  const [done] = allDone(
    await unit.apply(fulfillmentStream, [{ id: fulfillmentId, thread: by, decide: () => events }]),
  );
  const reply = countedOf(known(done?.state), judged);
  const quantity = judged.reduce((sum, { units }) => sum + units, 0);
  const row = { ...asked, about: fulfillmentId, at: unit.now, actor: by.actor, scanned, sku: null, lineId: null };
  await keepScans(unit.tx, [{ ...row, quantity, refusal: null, answer: { reply } }]);
  return { reply };
};

const insistOnOnce = (lines: readonly Reported[]): void => {
  const faults = lines.flatMap(({ sku }, i) =>
    lines.findIndex((one) => one.sku === sku) < i ? [{ path: `lines.${i}.sku`, message: 'is named before' }] : [],
  );
  if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
};

/** As it was reported, for whoever reads the log. */
const textOf = (lines: readonly Reported[]): string =>
  lines
    .map(({ sku, packs, units }) => (packs === undefined ? `${units} ${sku}` : `${packs} packs ${sku}`))
    .join(', ')
    .slice(0, 200);

/** Books a report, once under its name and whole or not at all. Throws a Refusal whose code says why it counts for nothing. */
export const report = async (
  needs: FloorNeeds,
  { fulfillmentId, reportId, lines }: { fulfillmentId: string; reportId: string; lines: readonly Reported[] },
  { sees, thread }: Picker,
): Promise<{ outcome: 'counted' | 'before'; lines: Counted }> => {
  insistOnOnce(lines);
  const found = await findOne(needs, fulfillmentId, sees);
  const told = lines.map(({ sku, packs, packSize, units }) => [sku, packs ?? null, packSize ?? null, units ?? null]);
  const asked: Asked = { clientScanId: reportId, kind: 'report', asked: JSON.stringify(told) };
  const scanned = textOf(lines);
  const answer = await transact(needs.platform, holdingFor(needs, [found]), async (unit) => {
    const before = await answeredBefore(unit.tx, [fulfillmentId], asked);
    if (before) return { before, now: false };
    const floors = await standingOf(
      unit,
      needs,
      lines.map(({ sku }) => ({ ...found, sku })),
    );
    const order = known(floors[0]?.order, sees);
    if (order.job === null) throw new Refusal('conflict', 'not_sent', `The job of ${order.number} was not sent yet`);
    const judged = judge(order, floors, lines);
    if ('refused' in judged)
      return { before: await refuseScan(unit, { ...judged, asked, order, scanned, thread }), now: true };
    return { before: await book(unit, needs, judged, { order, asked, scanned, thread }), now: true };
  });
  if ('refused' in answer.before) throw refusalOf(answer.before);
  return { outcome: answer.now ? 'counted' : 'before', lines: counted.parse(answer.before.reply) };
};
