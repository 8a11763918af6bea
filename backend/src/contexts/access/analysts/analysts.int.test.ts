/** Analysts over the API: added with a password shown once, listed to whom they concern, revoked at once, each in the access log. */

import { addAnalyst, listAnalysts, revokeAnalyst } from '@gantry/shared/api/access/analysts';
import { issueKey } from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { listAccess } from '@gantry/shared/api/access/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fresh } from '../../../../test/doings.ts';
import { startTestTower, type TestTower } from '../../../../test/tower.ts';

let tower: TestTower;
let merchant: string;
let limited: string;
const nameOf = (about: string): string =>
  fresh(about)
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .slice(0, 30);

beforeAll(async () => {
  tower = await startTestTower();
  merchant = fresh('shop')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, 40);
  await tower.call(addMerchant, { body: { merchant, name: 'A shop' } });
  const key = await tower.call(issueKey, {
    body: { name: 'shop manager', kind: 'api', area: 'manager', merchants: [merchant] },
  });
  limited = key.body.secret;
});
afterAll(() => tower?.stop());

const listed = async (key?: string) => (await tower.call(listAnalysts, key === undefined ? {} : { key })).body.items;

describe('an analyst', () => {
  it('is added with a password that nobody reads again, of which the log keeps a digest', async () => {
    const user = nameOf('ana');
    const { status, body } = await tower.call(addAnalyst, { body: { user, name: 'Ana' } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ user, name: 'Ana', merchants: '*', revokedAt: null, lastUsedAt: null });
    expect(body.password).toMatch(/^gs_[0-9a-z]{32}$/);
    const found = (await listed()).find((one) => one.user === user);
    expect(found).toMatchObject({ analystId: body.analystId });
    expect(JSON.stringify(found)).not.toContain(body.password);
    const { rows } = await tower.database.query<{ whole: string }>(
      "SELECT string_agg(payload::text, '') AS whole FROM event_log WHERE stream = 'access_analyst' AND stream_id = $1",
      [body.analystId],
    );
    expect(rows[0]?.whole).toContain('digest');
    expect(rows[0]?.whole).not.toContain(body.password);
    expect((await tower.call(addAnalyst, { body: { user, name: 'Another' } })).status).toBe(409);
  });

  it('is revoked once and for all, and both are in the access log', async () => {
    const user = nameOf('bea');
    const { body } = await tower.call(addAnalyst, { body: { user, name: 'Bea' } });
    const params = { analystId: body.analystId };
    const revoked = await tower.call(revokeAnalyst, { params });
    expect(revoked.body.revokedAt).not.toBeNull();
    expect((await tower.call(revokeAnalyst, { params })).body.revokedAt).toBe(revoked.body.revokedAt);
    const log = await tower.call(listAccess, { query: { about: body.analystId } });
    expect(log.body.items.map(({ act, about }) => [act, about?.name])).toEqual([
      ['sql_taken', user],
      ['sql_given', user],
    ]);
    expect(JSON.stringify(log.body)).not.toContain(body.password);
    expect((await tower.call(addAnalyst, { body: { user, name: 'Bea again' } })).status).toBe(409);
  });

  it('is of no more merchants than whoever adds it, and concerns nobody else', async () => {
    const user = nameOf('cid');
    const own = await tower.call(addAnalyst, { key: limited, body: { user, name: 'Cid' } });
    expect(own.body.merchants).toEqual([merchant]);
    for (const merchants of ['*', ['main'], [merchant, 'main']] as ('*' | string[])[])
      expect(
        (await tower.call(addAnalyst, { key: limited, body: { user: nameOf('dan'), name: 'Dan', merchants } })).status,
      ).toBe(403);
    expect(
      (await tower.call(addAnalyst, { body: { user: nameOf('dan'), name: 'Dan', merchants: ['nobody-there'] } }))
        .status,
    ).toBe(422);
    const everybodys = await tower.call(addAnalyst, { body: { user: nameOf('eve'), name: 'Eve' } });
    expect((await listed(limited)).map((one) => one.user)).toEqual([user]);
    const foreign = await tower.call(revokeAnalyst, { key: limited, params: { analystId: everybodys.body.analystId } });
    const absent = await tower.call(revokeAnalyst, { key: limited, params: { analystId: 'ana_nobody' } });
    const withoutPath = ({ instance: _, ...body }: Record<string, unknown>) => body;
    expect(foreign.status).toBe(404);
    expect(withoutPath(foreign.body)).toEqual(withoutPath(absent.body));
  });

  it('has no name of the tower’s own, and no odd one', async () => {
    for (const user of ['default', 'gantry'])
      expect((await tower.call(addAnalyst, { body: { user, name: 'x' } })).status).toBe(409);
    for (const user of ["x'; DROP", 'Ana', 'a', '1ana'])
      expect((await tower.call(addAnalyst, { body: { user, name: 'x' } })).status).toBe(422);
  });

  it('is told where to ask, and never by the tower’s own user or password', async () => {
    const { body } = await tower.call(listAnalysts);
    const { database } = body.place;
    expect(database).toBe(`${new URL(tower.config.clickhouseUrl).pathname.slice(1)}_sql`);
    // This tower has no door.
    expect(body.place.url).toBeNull();
    expect(JSON.stringify(body)).not.toContain(new URL(tower.config.clickhouseUrl).password);
  });
});
