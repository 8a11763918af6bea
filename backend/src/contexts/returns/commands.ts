/**
 * Commands of returns. Each holds the order besides the return, so that two returns at once never bring back more than was
 * shipped; an inspection holds the stocks it lays units into as well.
 */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { changeReturn } from '@gantry/shared/api/returns/staff';
import type { ReturnEvent } from '@gantry/shared/events/returns';
import type { Decide } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import { allDone } from '../../platform/write/stream.ts';
import { type Holding, transact } from '../../platform/write/transact.ts';
import { known, type Sees } from './decide.ts';
import { layDown, stocksIn } from './inspection/laying.ts';
import type { ReturnNeeds } from './needs.ts';
import type { Rma } from './rma.ts';
import { stepsOf } from './steps.ts';
import { returnRows, returnStream } from './store.ts';
import { type World, worldOf } from './world.ts';

export type Step = BodyOf<typeof changeReturn>;
/** `sees`: whose returns are there for whoever asks. */
export type By = { sees?: Sees; thread: Thread };

/** Decisions on a return, one after the other, each of which sees what those before it did. */
export type Decisions = readonly Decide<Rma, ReturnEvent>[];

const insistOnVersion = (rma: Rma, version: number, expected: number | undefined): void => {
  if (expected === undefined || expected === version) return;
  throw new Refusal(
    'conflict',
    'version_conflict',
    `The return was changed meanwhile: it is ${rma.state} at version ${version}, you expected ${expected}`,
    [{ path: 'expectedVersion', message: `is ${version} now` }],
  );
};

/** Writes decisions on a return in the caller's transaction, which holds it. Throws what the first of them throws. */
export const decideReturn = async (
  { unit, order, subject }: World,
  { returnId, thread, decisions }: { returnId: string; thread: Thread; decisions: Decisions },
): Promise<{ rma: Rma; changed: boolean }> => {
  const erased = !(await unit.privacy.holdLiving(unit.tx, subject));
  const done = allDone(
    await unit.apply(
      returnStream,
      decisions.map((decide) => ({
        id: returnId,
        thread: { ...thread, correlationId: order.orderId },
        subject,
        erased,
        decide,
      })),
    ),
  );
  const rma = done.at(-1)?.state;
  if (!rma) throw new Error(`return ${returnId} was written and is not there`);
  return { rma, changed: done.some(({ facts }) => facts.length > 0) };
};

/** Takes a step of a return. Throws a Refusal that says what is missing. */
export const changeOne = async (
  needs: ReturnNeeds,
  { returnId, step }: { returnId: string; step: Step },
  { sees, thread }: By,
): Promise<Rma> => {
  const holding = async (tx: Sql): Promise<Holding> => {
    const rma = known((await returnRows.byIds(tx, [returnId])).get(returnId), sees);
    const held = needs.orders.holding([rma.orderId]).and(returnStream, [returnId]);
    return step.action === 'inspect' ? held.with(needs.inventory.holding(stocksIn(rma, step.units))) : held;
  };
  return transact(needs.platform, holding, async (unit) => {
    const before = (await returnRows.load(unit.tx, [returnId])).get(returnId);
    const rma = known(before?.state, sees);
    insistOnVersion(rma, before?.version ?? 0, step.expectedVersion);
    const world = await worldOf(needs, unit, rma.orderId);
    const decisions = await stepsOf(world, rma, step);
    const written = await decideReturn(world, { returnId, thread, decisions });
    if (step.action === 'inspect' && written.changed) {
      const { inspectionId, units: named } = step;
      await layDown(unit, needs.inventory, { rma: written.rma, inspectionId, named, thread });
    }
    return written.rma;
  });
};
