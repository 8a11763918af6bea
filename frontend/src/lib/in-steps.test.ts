/** Many orders in steps: every one is told once, also where a call fails or forgets one. */
import { expect, it } from 'vitest';
import { inSteps, stepSize } from './in-steps.ts';

type BulkRow = { orderId: string; outcome: 'changed' | 'failed'; code: string | null; reason: string | null };

const ids = Array.from({ length: stepSize * 2 + 3 }, (_, n) => `ord_${n}`);
const changed = (orderId: string): BulkRow => ({
  orderId,
  outcome: 'changed',
  code: null,
  reason: null,
});
const runOf = async (send: (step: string[]) => Promise<BulkRow[]>, stopped: () => boolean = () => false) => {
  const rows: BulkRow[] = [];
  await inSteps<BulkRow>(ids, {
    send,
    idOf: ({ orderId }) => orderId,
    unanswered: (orderId, reason) => ({ orderId, outcome: 'failed', code: 'not_answered', reason }),
    told: (more) => rows.push(...more),
    stopped,
    why: (cause) => String(cause),
  });
  return rows;
};

it('tells every order once, in their order', async () => {
  const sent: number[] = [];
  const rows = await runOf(async (step) => {
    sent.push(step.length);
    return step.map(changed).reverse();
  });
  expect(sent).toEqual([stepSize, stepSize, 3]);
  expect(rows.map(({ orderId }) => orderId)).toEqual(ids);
});

it('fails what a call that was not answered held, and what an answer forgets, and goes on', async () => {
  let calls = 0;
  const rows = await runOf(async (step) => {
    calls += 1;
    if (calls === 2) throw new Error('gone');
    return step.slice(1).map(changed);
  });
  const failed = rows.filter(({ outcome }) => outcome === 'failed');
  expect(failed).toHaveLength(stepSize + 2);
  expect(failed[1]?.reason).toBe('Error: gone');
  expect(failed.at(-1)).toMatchObject({ orderId: ids[stepSize * 2], code: 'not_answered' });
  expect(rows).toHaveLength(ids.length);
});

it('stops between two steps', async () => {
  const rows: BulkRow[] = await runOf(
    async (step) => step.map(changed),
    () => sent++ > 0,
  );
  expect(rows).toHaveLength(stepSize);
});
let sent = 0;
