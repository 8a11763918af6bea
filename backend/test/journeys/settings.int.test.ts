/** Settings: set, planned, taken back, asked for as they were; in every process within five seconds, calls lost or not. */
import { issueKey } from '@gantry/shared/api/access/keys';
import * as api from '@gantry/shared/api/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPlatform } from '../../src/app/open-platform.ts';
import { verticalSwitches } from '../../src/contexts/access/public.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { settingsGroup } from '../../src/platform/settings/group.ts';
import { openSettings } from '../../src/platform/settings/settings.ts';
import { startFreshTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startFreshTower();
});
afterAll(() => tower?.stop());

const params = { group: verticalSwitches.name };
const all = verticalSwitches.defaults;
const read = async (asOf?: string) =>
  (await tower.call(api.readSettings, { params, query: asOf === undefined ? {} : { asOf } })).body;
const change = async (values: object, more: { validFrom?: string; expectedVersion?: number; note?: string } = {}) => {
  const expectedVersion = more.expectedVersion ?? (await read()).version;
  return tower.call(api.changeSettings, {
    params,
    body: { values: { ...all, ...values }, note: 'a test', ...more, expectedVersion },
  });
};
const undo = async (more: { to?: number } = {}) =>
  tower.call(api.undoSettings, { params, body: { note: 'back', expectedVersion: (await read()).version, ...more } });
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

describe('settings over HTTP', () => {
  it('describe themselves, with their defaults in force', async () => {
    const { body } = await tower.call(api.listSettings);
    expect(body.items.map(({ group }) => group)).toContain('access.verticals');
    const group = await read();
    expect(group).toMatchObject({ values: all, defaults: all, version: 0, versionInForce: 0, planned: [] });
    expect(group.schema).toMatchObject({ type: 'object', properties: { feeds: { type: 'boolean', default: true } } });
    expect((await tower.call(api.settingsHistory, { params })).body.items).toEqual([]);
    expect((await undo()).body.code).toBe('nothing_to_undo');
  });
  it('change, with who and why in their history, and can be taken back', async () => {
    const before = new Date().toISOString();
    const manager = (await tower.call(issueKey, { body: { name: 'sets', area: 'manager' } })).body;
    const first = await tower.call(api.changeSettings, {
      params,
      key: manager.secret,
      body: { values: { ...all, feeds: false }, note: 'no feeds here', expectedVersion: 0 },
    });
    expect(first.body).toMatchObject({ values: { feeds: false }, version: 1, versionInForce: 1 });
    expect((await read(before)).values.feeds).toBe(true);
    await change({ rentals: false });
    const { body: undone } = await undo();
    expect(undone).toMatchObject({ values: { feeds: false, rentals: true }, version: 3 });
    const { body } = await tower.call(api.settingsHistory, { params });
    expect(body.items.map(({ version, note }) => [version, note])).toEqual([
      [3, 'back'],
      [2, 'a test'],
      [1, 'no feeds here'],
    ]);
    expect(body.items[2]).toMatchObject({ changedBy: manager.keyId, values: { feeds: false, rentals: true } });
    expect((await undo({ to: 0 })).body).toMatchObject({ values: all, version: 4 });
    const { rows } = await tower.database.query(
      "SELECT version, payload->>'note' AS note, merchant FROM event_log WHERE name = 'settings.group_changed' ORDER BY version",
    );
    expect(rows.map(({ note }) => note)).toEqual(['no feeds here', 'a test', 'back', 'back']);
    expect(new Set(rows.map(({ merchant }) => merchant))).toEqual(new Set(['']));
  });
  it('refuse whoever has not seen the newest version; of two at once one wins', async () => {
    const { version } = await read();
    expect(await change({}, { expectedVersion: version - 1 })).toMatchObject({
      status: 409,
      body: { code: 'stale_version' },
    });
    const both = await Promise.all([
      change({ feeds: false }, { expectedVersion: version }),
      change({ customs: false }, { expectedVersion: version }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await read()).version).toBe(version + 1);
    await undo();
  });
  it('name the fields at fault', async () => {
    const { version } = await read();
    const fault = async (body: object) => {
      const answer = await tower.call(api.changeSettings, {
        params,
        body: { values: all, note: '', expectedVersion: version, ...body },
      });
      const { errors = [] } = answer.body as { errors?: { path: string }[] };
      return [answer.status, ...errors.map(({ path }) => path).sort()];
    };
    expect(await fault({ values: { ...all, feeds: 'yes' } })).toEqual([422, 'values.feeds']);
    expect(await fault({ values: { feeds: true } })).toEqual([
      422,
      'values.customs',
      'values.ecommerce',
      'values.handoffs',
      'values.rentals',
    ]);
    expect(await fault({ values: { ...all, logistics: true } })).toEqual([422, 'values.logistics']);
    expect(await fault({ validFrom: inSeconds(-60) })).toEqual([422, 'validFrom']);
    expect(await fault({ validFrom: 'tomorrow' })).toEqual([422, 'validFrom']);
    expect(await fault({ colour: 'red' })).toEqual([422, 'colour']);
    expect((await read()).version).toBe(version);
    const nowhere = { group: 'access.nothing' };
    expect((await tower.call(api.readSettings, { params: nowhere })).status).toBe(404);
    expect((await tower.call(api.readSettings, { params: { group: 'x' } })).status).toBe(400);
  });
  it('come into force at their instant, and can be withdrawn before', async () => {
    const soon = inSeconds(2);
    const { body: planned } = await change({ feeds: false }, { validFrom: soon });
    expect(planned).toMatchObject({ values: { feeds: true }, planned: [{ values: { feeds: false } }] });
    expect((await read(soon)).values.feeds).toBe(false);
    await until(async () => (await read()).values.feeds === false, { ms: 5_000 });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(soon));
    const later = inSeconds(3_600);
    await change({ customs: false }, { validFrom: later });
    expect((await read(later)).values.customs).toBe(false);
    expect((await undo()).body).toMatchObject({ planned: [], values: { feeds: false, customs: true } });
    expect((await read(later)).values).toMatchObject({ feeds: false, customs: true });
    await undo({ to: 0 });
  });
});

describe('another process', () => {
  const group = settingsGroup({
    name: 'test.pace',
    about: 'How fast',
    schema: z.object({ perMinute: z.int().min(1) }),
    defaults: { perMinute: 5 },
    fields: { perMinute: 'How many a minute' },
  });
  const thread = { correlationId: group.name, actor: 'test' };
  const deaf = (platform: Platform): Platform => ({
    ...platform,
    signals: { ...platform.signals, on: () => () => undefined },
  });
  it.each([
    ['on a wake-up call', (platform: Platform) => platform, 1_000],
    ['when the call is lost', deaf, 5_000],
  ])('has the new values %s', async (_name, hearing, ms) => {
    const [one, two] = [await openPlatform(tower.config, 'one', 4), await openPlatform(tower.config, 'two', 4)];
    const here = openSettings(one.platform, [group]);
    const there = openSettings(hearing(two.platform), [group]);
    await Promise.all([here.load(), there.load()]);
    let told = 0;
    const off = there.onChange(group, () => {
      told += 1;
    });
    try {
      const expectedVersion = here.versions(group).at(-1)?.version ?? 0;
      const perMinute = 10 + ms;
      await here.change(group, { values: { perMinute }, note: '', expectedVersion }, thread);
      expect(here.read(group)).toEqual({ perMinute });
      expect(there.read(group).perMinute).not.toBe(perMinute);
      await until(async () => there.read(group).perMinute === perMinute, { ms });
      expect(told).toBe(1);
    } finally {
      off();
      here.close();
      there.close();
      await Promise.all([one.close(), two.close()]);
    }
  });
  it('cannot declare a group that is there, nor read before anything is loaded', async () => {
    const { platform, close } = await openPlatform(tower.config, 'three', 4);
    const settings = openSettings(platform, [group]);
    expect(() => settings.declare([group])).toThrow('declared twice');
    expect(() => settings.read(group)).toThrow('before any were loaded');
    await close();
  });
});
