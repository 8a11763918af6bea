/** What may be configured of a connection with an ERP, and from when on orders go there. */
import { describe, expect, it } from 'vitest';
import { given } from '../../../kernel/spec.ts';
import { addressOf, type Configuration, configureErp, evolve } from './connection.ts';

const now = new Date('2026-11-28T09:00:00Z');
const said: Configuration = {
  merchant: 'main',
  kind: 'erpnext',
  url: 'https://erp.example.com/',
  keyName: 'key',
  company: 'Lamps Ltd',
  enabled: true,
  secret: 'secret',
};
const configure = (change: Partial<Configuration> = {}, at = now, inside: string[] = []) =>
  configureErp({ ...said, ...change }, { now: at, inside });
const connected = given(evolve, []).when(configure()).events();
const state = given(evolve, connected).state();

describe('a connection', () => {
  it('is made with a secret, which is in no event, and is in force from then on', () => {
    expect(JSON.stringify(connected)).not.toContain('"secret"');
    expect(state).toEqual({
      merchant: 'main',
      kind: 'erpnext',
      url: 'https://erp.example.com',
      keyName: 'key',
      company: 'Lamps Ltd',
      enabled: true,
      since: '2026-11-28T09:00:00.000Z',
    });
    expect(
      given(evolve, [])
        .when(configure({ secret: undefined }))
        .refusal(),
    ).toBe('invalid');
  });
  it('is not changed by the same again, and keeps its secret where none is said', () => {
    expect(
      given(evolve, connected)
        .when(configure({ secret: undefined }))
        .names(),
    ).toEqual([]);
    expect(given(evolve, connected).when(configure()).events()).toMatchObject([{ payload: { newSecret: true } }]);
    const moved = given(evolve, connected).when(configure({ secret: undefined, company: 'Others' }));
    expect(moved.events()).toMatchObject([{ payload: { newSecret: false, company: 'Others' } }]);
    expect(moved.state()).toMatchObject({ since: state?.since });
  });
  it('is told its secret again where it leads to another address, which whoever types that may own', () => {
    const other = { url: 'https://erp.example.org', secret: undefined };
    expect(given(evolve, connected).when(configure(other)).refusal()).toBe('invalid');
    const beside = { url: 'https://erp.example.com/lamps', secret: undefined };
    expect(given(evolve, connected).when(configure(beside)).names()).toEqual(['orders.erp_configured']);
  });
  it('switched off and on again takes the orders that are placed from then on', () => {
    const off = [
      ...connected,
      ...given(evolve, connected)
        .when(configure({ enabled: false }))
        .events(),
    ];
    expect(given(evolve, off).state()).toMatchObject({ enabled: false, since: null });
    const later = new Date('2026-11-29T09:00:00Z');
    expect(given(evolve, off).when(configure({}, later)).state()).toMatchObject({ since: later.toISOString() });
  });
  it('leads to an address over TLS, without credentials; inside only where that is allowed', () => {
    const inside = ['http://127.0.0.1:8000'];
    expect(addressOf('http://127.0.0.1:8000/main/', inside)).toEqual({ url: 'http://127.0.0.1:8000/main' });
    for (const url of ['http://erp.example.com', 'ftp://erp.example.com', 'http://127.0.0.1:8001'])
      expect(addressOf(url, inside)).toEqual({ fault: 'only https' });
    for (const url of ['https://u:p@erp.example.com', 'https://erp.example.com/?a=1', 'https://erp.example.com/#x'])
      expect(addressOf(url, inside)).toHaveProperty('fault');
  });
});
