import type { Caller } from '@gantry/shared/caller';
import { verticals } from '@gantry/shared/vocabulary/areas';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../kernel/errors.ts';
import type { Shown } from '../../platform/http/admission.ts';
import { createCallers, type Identified, type Identifier, keyIdentifier } from './callers.ts';

const shown = (merchant?: string): Shown => ({
  authorization: undefined,
  cookie: undefined,
  secure: false,
  merchant,
  address: undefined,
  agent: undefined,
});
const caller = (id: string, change: Partial<Caller> = {}): Caller => ({
  id,
  name: id,
  kind: 'api',
  area: 'staff',
  verticals: [...verticals],
  scopes: ['*'],
  merchants: ['acme'],
  merchant: null,
  ...change,
});
const answering =
  (identified: Identified | undefined): Identifier =>
  async () =>
    identified;
const ended = { ended: new Refusal('unauthenticated', 'session_ended', 'You are signed out') };
const open = (identifiers: Identifier[], demo = false) =>
  createCallers({
    identifiers,
    demo,
    switchedOn: () => ['logistics', 'ecommerce'],
    isMerchant: async (name) => ['acme', 'beta'].includes(name),
  });

describe('a key', () => {
  const identify = keyIdentifier({ find: async () => undefined }, () => {});
  const showing = (authorization: string) => identify({ ...shown(), authorization });
  it.each(['gk_x', 'Token gk_x', 'Basic gk_x'])(
    'that is shown as “%s” is refused with how to write it',
    async (header) => {
      await expect(showing(header)).rejects.toMatchObject({
        status: 401,
        code: 'key_misplaced',
        message: expect.stringContaining('Authorization: Bearer'),
      });
    },
  );
  it.each(['Basic YTpi', 'Negotiate', ''])('is not what a proxy asks for: “%s”', async (header) => {
    expect(await showing(header)).toBeUndefined();
  });
});

describe('who is asking', () => {
  it('is told by the first proof that is known, also where an earlier one has ended', async () => {
    const callers = open([
      answering(undefined),
      answering(ended),
      answering({ caller: caller('b') }),
      answering({ caller: caller('c') }),
    ]);
    expect((await callers.identify(shown())).caller.id).toBe('b');
  });
  it('is refused for a proof that has ended, and nobody where nobody is asked for', async () => {
    const callers = open([answering(ended), answering(undefined)]);
    await expect(callers.identify(shown())).rejects.toMatchObject({ code: 'session_ended' });
    expect((await callers.identify(shown(), true)).caller).toMatchObject({ id: 'anonymous', area: 'public' });
  });
  it('does what is switched on, and holds the rest still', async () => {
    const callers = open([answering({ caller: caller('b') })]);
    const { caller: known } = await callers.identify(shown());
    expect(known.verticals).toEqual(['logistics', 'ecommerce']);
    expect(callers.verticalsHeldBy(known)).toEqual([...verticals]);
  });
  it('speaks for a merchant it serves; any other is refused in the same words, whether there is one or not', async () => {
    const callers = open([answering({ caller: caller('b') })]);
    expect((await callers.identify(shown('acme'))).caller.merchant).toBe('acme');
    const refusals = await Promise.all(
      ['beta', 'nobody-there', '*', 'constructor'].map((name) => callers.identify(shown(name)).catch((error) => error)),
    );
    for (const refused of refusals) {
      expect(refused).toMatchObject({ status: 403, code: 'merchant_needed' });
      expect(refused.message).toBe(refusals[0].message);
    }
    const operators = open([answering({ caller: caller('b', { merchants: '*' }) })]);
    expect((await operators.identify(shown('beta'))).caller.merchant).toBe('beta');
    await expect(operators.identify(shown('nobody-there'))).rejects.toMatchObject({ code: 'merchant_needed' });
  });
  it('is the visitor of a sandbox, who may look at one merchant’s wall', async () => {
    const callers = open([], true);
    expect((await callers.identify(shown('beta'))).caller).toMatchObject({ kind: 'kiosk', merchant: 'beta' });
    await expect(callers.identify(shown('nobody-there'))).rejects.toMatchObject({ code: 'merchant_needed' });
  });
});
