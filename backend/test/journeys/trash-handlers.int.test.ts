/**
 * Every handler there is: its messages are thrown, fail again and say so, are repaired within their form, resumed, and done
 * exactly once. The handlers are those of the product's own registry, so that none can be added without a case.
 */
import type { Analytics } from '@gantry/analytics/client';
import { messageRetried } from '@gantry/shared/events/trash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openContexts } from '../../src/app/contexts.ts';
import { repair, retry } from '../../src/contexts/trash/decide.ts';
import { fixedOf, formOf, insistOnRepair, isRepairable } from '../../src/contexts/trash/form.ts';
import { historyOf } from '../../src/contexts/trash/history.ts';
import { resumption } from '../../src/contexts/trash/resume.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import type { Resumer } from '../../src/platform/context.ts';
import { streamEvents } from '../../src/platform/log/event-log.ts';
import { putInTrash, trash, trashEntries } from '../../src/platform/trash.ts';
import { execute } from '../../src/platform/write/transact.ts';
import { openTestPlatform, type TestPlatform } from '../test-platform.ts';
import { trashCases } from '../trash-cases.ts';

let opened: TestPlatform;
let contexts: ReturnType<typeof openContexts>;
let handlers: ReadonlyMap<string, Resumer>;
beforeAll(async () => {
  opened = await openTestPlatform();
  // Nothing of it is asked: what messages do is counted here.
  contexts = openContexts(opened.platform, {} as Analytics);
  handlers = contexts.trash.public.handlers;
});
afterAll(async () => {
  await contexts?.close();
  await opened?.close();
});

const entryOf = async (trashId: string) => {
  const { database, privacy } = opened.platform;
  const entry = (await trashEntries.whole(privacy).byIds(database, [trashId])).get(trashId);
  if (!entry) throw new Error(`${trashId} is there`);
  return entry;
};

/** Lets those who try again see every request of an entry, also those they saw before. */
const pump = async (resumer: Resumer, trashId: string): Promise<void> => {
  const { database } = opened.platform;
  const events = (await streamEvents(database, trash.name, [trashId])).get(trashId) ?? [];
  const asked = events.filter(({ name }) => name === messageRetried.name).map((event) => ({ ...event, seq: 1 }));
  await resumption(opened.platform, new Map([[resumer.handler, resumer]])).handle(asked, 'system:trash');
};

/** Fails as long as it is told to; what it did is counted. */
const counting = (resumer: Resumer) => {
  const seen: unknown[] = [];
  const fails = { now: true };
  return {
    seen,
    fails,
    resumer: {
      ...resumer,
      resume: async (payload: unknown): Promise<void> => {
        if (fails.now)
          throw new Refusal('invalid', 'still_wrong', 'it is still wrong', [{ path: 'x', message: 'wrong' }]);
        seen.push(payload);
      },
    },
  };
};

it('every handler there is has a title, a form and a case; no case is of none', () => {
  const lacking = [...handlers.values()].filter(({ handler, title, payload }) => {
    return !trashCases.has(handler) || title === undefined || title === handler || payload === undefined;
  });
  expect(lacking.map(({ handler }) => handler)).toEqual([]);
  expect([...trashCases.keys()].filter((name) => !handlers.has(name))).toEqual([]);
  expect(handlers.size).toBeGreaterThan(20);
});

it.each([...trashCases])('%s: thrown, failed again, repaired, resumed, once', async (handler, { broken, mended }) => {
  const known = handlers.get(handler);
  if (!known) throw new Error(`${handler} is none`);
  const { resumer, seen, fails } = counting(known);
  const { platform } = opened;
  const now = new Date();
  const first = broken ?? mended;
  const trashId = await putInTrash(platform, {
    source: 'job',
    handler,
    reason: 'job_failed',
    detail: 'it went wrong',
    payload: first,
    key: 'case',
    correlationId: 'ord_case',
    merchant: 'main',
  });
  const form = formOf(resumer, first);
  expect(form).toMatchObject({ type: 'object' });
  const change = (decide: ReturnType<typeof retry>) =>
    execute(platform, trash, { id: trashId, thread: { correlationId: 'ord_case', actor: 'key_case' }, decide });
  await change(retry({ now }));
  await pump(resumer, trashId);
  expect(await entryOf(trashId)).toMatchObject({ state: 'open', reason: 'still_wrong', fields: [{ path: 'x' }] });
  fails.now = false;
  if (broken === undefined) await change(retry({ now }));
  else {
    expect(isRepairable(resumer, first)).toBe(true);
    expect(() => insistOnRepair(resumer, first, first)).toThrow(Refusal);
    insistOnRepair(resumer, first, mended);
    await change(repair({ payload: mended }, { now }));
  }
  await pump(resumer, trashId);
  await pump(resumer, trashId);
  expect(seen).toEqual([mended]);
  expect(await entryOf(trashId)).toMatchObject({ state: 'resolved', payload: mended, originalPayload: first });
  await expect(change(retry({ now }))).rejects.toThrow('resolved');
  const history = await historyOf(platform, { namesOf: async () => new Map([['key_case', 'Ana']]) }, trashId);
  const repaired = broken === undefined ? [] : ['repaired'];
  expect(history.map(({ did }) => did)).toEqual([
    'trashed',
    'retried',
    'failed_again',
    ...repaired,
    'retried',
    'resolved',
  ]);
  expect(history[1]).toMatchObject({ actor: 'key_case', actorName: 'Ana' });
  if (broken !== undefined) expect(history[3]?.changes).not.toEqual([]);
});

describe('what a repair may not touch', () => {
  it('is by which a message is known, and whose it is', () => {
    const event = trashCases.get('shipping.goods')?.mended as Record<string, unknown>;
    const resumer = handlers.get('shipping.goods');
    for (const change of [
      { streamId: 'ord_other' },
      { merchant: 'other' },
      { payload: { orderId: 'ord_other', reason: '' } },
    ])
      expect(() => insistOnRepair(resumer, event, { ...event, ...change })).toThrow('Some fields');
    expect(resumer?.ownMaking).toBe(true);
    expect(fixedOf(resumer, event)).toContain('payload.orderId');
  });
  it('is to whom a mail goes that lets somebody in', () => {
    const mail = { mailId: 'mal_1', to: 'ana@example.com', subject: 'New password', holdsLink: true };
    const resumer = handlers.get('access.mail');
    expect(() => insistOnRepair(resumer, mail, { ...mail, to: 'eve@example.com' })).toThrow('Some fields');
    expect(() =>
      insistOnRepair(resumer, { ...mail, holdsLink: false }, { ...mail, holdsLink: false, to: 'eve@example.com' }),
    ).not.toThrow();
  });
});
