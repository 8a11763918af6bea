/**
 * Every endpoint, page and room that there is, asked by everybody there is: the answer follows from the declaration and from
 * nothing else; and what belongs to another merchant is answered like what never was.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addKiosk, issueKey } from '@gantry/shared/api/access/keys';
import { invitePerson } from '@gantry/shared/api/access/people';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { mapListing, saveProduct } from '@gantry/shared/api/inventory/products';
import { placeOrder } from '@gantry/shared/api/orders';
import { publicTracking } from '@gantry/shared/api/tracking-page';
import { wallSnapshot } from '@gantry/shared/api/wall';
import type { JoinReply } from '@gantry/shared/live';
import { deriveLogisticsSidebarFromRegistry } from '@gantry/shared/navigation';
import { pages } from '@gantry/shared/pages';
import { areas, covers } from '@gantry/shared/vocabulary/areas';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isFollowed } from '../../src/platform/live/room.ts';
import { type Asker, allAskers, expectedOf } from '../askers.ts';
import { connectCarrier, fresh, newShipment, orderBody, timelineWhen } from '../doings.ts';
import { smallestBody } from '../smallest-body.ts';
import { startTestTower, type TestTower } from '../tower.ts';
import { whoMay } from '../who-may.data.ts';

let tower: TestTower;
let askers: Asker[];
let merchant: string;
let planted: Awaited<ReturnType<typeof newShipment>>;
beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
  planted = await newShipment(tower);
  ({ askers, merchant } = await allAskers(tower));
  await timelineWhen(tower, planted.shipmentId);
});
afterAll(() => tower?.stop());

type Said = { status: number; headers: Headers; body: Record<string, unknown>; text: string };
const send = async (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Said> => {
  const response = await fetch(tower.origin + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {}, text };
};

/** Work on many things, a few at a time. */
const each = async <T>(all: readonly T[], work: (one: T) => Promise<string[]>): Promise<string[]> => {
  const found: string[] = [];
  const left = [...all];
  const lane = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) found.push(...(await work(next)));
  };
  await Promise.all(Array.from({ length: 12 }, lane));
  return found.sort();
};

const absent: Readonly<Record<string, string>> = {
  orderId: 'ord_000',
  shipmentId: 'shp_000',
  trashId: 'trs_000',
  productId: 'prd_000',
  listingId: 'lst_000',
  purchaseOrderId: 'pur_000',
  transferId: 'tfr_000',
  group: 'no.group',
};
const filled = (path: string, ids: Readonly<Record<string, string>> = {}): string =>
  path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(ids[name] ?? absent[name] ?? 'none'));

/** Asked for in every request: whoever is admitted is told that nobody knows it, and nothing is done. */
const unknown = 'asked_by_the_matrix';

const challengeOf = ({ headers }: Asker): string =>
  `Bearer realm="gantry"${headers.authorization === undefined ? '' : ', error="invalid_token"'}`;

const faultsOf = (asker: Asker, endpoint: Endpoint, { status, headers, body }: Said): string[] => {
  const label = `${asker.name} at ${endpoint.id}`;
  const expected = expectedOf(asker, endpoint);
  const got = `${label}: ${status} ${JSON.stringify(body).slice(0, 200)}`;
  if (expected === 'admitted') {
    const errors = body.errors as { path: string }[] | undefined;
    // A question that must name something is told of that as well.
    return status === 400 && errors?.some(({ path }) => path === unknown) ? [] : [got];
  }
  const says = String(body.detail).includes(expected.needs ?? '');
  const challenged = expected.status !== 401 || headers.get('www-authenticate') === challengeOf(asker);
  return status === expected.status && body.code === expected.code && says && challenged ? [] : [got];
};

describe('every endpoint', () => {
  it('is for whom it is meant', () => {
    const meant = (text: string) => text.trim().split(/\s+/).sort();
    for (const area of areas) {
      const served = tower.serves.endpoints.filter((endpoint) => endpoint.area === area);
      const known = meant(whoMay[area]);
      for (const { id, operator } of served) expect(known, `who may ${id}`).toContain(`${id}${operator ? '!' : ''}`);
    }
  });
  it('stands in the document', async () => {
    const { body } = await send('GET', '/openapi.json');
    const documented = Object.entries(body.paths as Record<string, Record<string, Record<string, unknown>>>).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, said]) =>
          [method.toUpperCase(), path, said['x-area'], said['x-vertical'], said['x-scope'], said['x-operator']].join(
            ' ',
          ),
        ),
    );
    const served = tower.serves.endpoints.map(({ method, path, area, vertical, scope, operator }) =>
      [
        method,
        path.replace(/:([A-Za-z]+)/g, '{$1}'),
        area,
        vertical,
        area === 'public' ? undefined : (scope ?? undefined),
        operator,
      ].join(' '),
    );
    expect(documented.sort()).toEqual(served.sort());
    expect(served.length).toBeGreaterThan(60);
  });
  it('is answered to everybody as it declares', async () => {
    const declared = tower.serves.endpoints.filter(({ raw }) => !raw);
    const pairs = declared.flatMap((endpoint) => askers.map((asker) => ({ endpoint, asker })));
    const faults = await each(pairs, async ({ endpoint, asker }) => {
      const own = { origin: tower.origin, 'sec-fetch-site': 'same-origin' };
      const answer = await send(endpoint.method, `${filled(endpoint.path)}?${unknown}=1`, { ...own, ...asker.headers });
      return faultsOf(asker, endpoint, answer);
    });
    expect(faults).toEqual([]);
  });
  it('that reads its bytes itself asks nobody who they are, the figures for machines aside', async () => {
    const raw = tower.serves.endpoints.filter(({ raw }) => raw);
    const pairs = raw.flatMap((endpoint) => askers.map((asker) => ({ endpoint, asker })));
    const faults = await each(pairs, async ({ endpoint, asker }) => {
      const { status, body } = await send(endpoint.method, filled(endpoint.path), asker.headers);
      const expected = expectedOf(asker, endpoint);
      const wanted = endpoint.area !== 'public' && expected !== 'admitted' ? [expected.status] : [200, 404, 503];
      return wanted.includes(status) ? [] : [`${asker.name} at ${endpoint.id}: ${status} ${JSON.stringify(body)}`];
    });
    expect(faults).toEqual([]);
  });
  it('takes a key as a bearer only', async () => {
    const key = askers.find(({ name }) => name === 'manager')?.headers.authorization?.slice('Bearer '.length) ?? '';
    for (const headers of [{ authorization: key }, { authorization: `Basic ${key}` }, { 'x-api-key': key }])
      expect((await send('GET', wallSnapshot.path, headers as Record<string, string>)).status).toBe(401);
    expect((await send('GET', `${wallSnapshot.path}?key=${key}`)).status).toBe(401);
  });
});

describe('what belongs to another merchant', () => {
  /** Things of the operator's own merchant, by the parameter that names them. */
  const plantedIds = async (): Promise<Record<string, string>> => {
    const key = await tower.call(issueKey, { body: { name: 'planted' } });
    const kiosk = await tower.call(addKiosk, { body: { name: 'planted' } });
    const trashed = await tower.call(placeOrder, { body: orderBody({ lines: [] }) });
    const email = `${fresh('planted')}@example.invalid`;
    const sku = fresh('planted');
    const product = await tower.call(saveProduct, { body: { sku, name: sku } });
    const listing = await tower.call(mapListing, { body: { channel: 'planted', channelSku: sku, sku } });
    const person = await tower.call(invitePerson, { body: { email, area: 'staff', verticals: '*', merchants: '*' } });
    return {
      orderId: planted.orderId,
      shipmentId: planted.shipmentId,
      trackingNumber: planted.number,
      keyId: key.body.keyId,
      kioskId: kiosk.body.kioskId,
      trashId: trashed.body.trashId ?? '',
      personId: person.body.personId,
      productId: product.body.productId,
      listingId: listing.body.listingId,
    };
  };
  it('is answered like what never was, whatever is done to it', async () => {
    const ids = await plantedIds();
    const never = Object.fromEntries(
      Object.entries(ids).map(([name, id]) => [name, `${id.slice(0, 4)}${'0'.repeat(20)}`]),
    );
    const stranger = askers.find(({ name }) => name === 'other merchant')?.headers ?? {};
    const about = tower.serves.endpoints.filter(
      ({ path, operator, raw }) => !operator && !raw && Object.keys(ids).some((name) => path.includes(`:${name}`)),
    );
    expect(about.length).toBeGreaterThan(15);
    const said = async (endpoint: Endpoint, of: Record<string, string>) => {
      const { status, body } = await send(endpoint.method, filled(endpoint.path, of), stranger, smallestBody(endpoint));
      const { instance: _, ...rest } = body;
      return `${status} ${JSON.stringify(rest).replaceAll(String(Object.values(of).find((id) => JSON.stringify(rest).includes(id))), '…')}`;
    };
    const faults = await each(about, async (endpoint) => {
      const [foreign, none] = [await said(endpoint, ids), await said(endpoint, never)];
      const isNone = foreign.startsWith('404 ') || foreign === '200 {"items":[]}';
      return foreign === none && isNone ? [] : [`${endpoint.id}: ${foreign} and ${none}`];
    });
    expect(faults).toEqual([]);
    // They are all there still, for whoever they belong to.
    const owner = askers.find(({ name }) => name === 'manager')?.headers ?? {};
    for (const endpoint of about.filter(({ method }) => method === 'GET'))
      expect((await send('GET', filled(endpoint.path, ids), owner)).status, endpoint.id).toBe(200);
  });
});

describe('every room', () => {
  const connected = (asker: Asker): Promise<Socket | 'refused'> => {
    const { authorization, cookie, 'gantry-merchant': chosen } = asker.headers;
    const socket = io(tower.origin, {
      auth: {
        ...(authorization ? { key: authorization.slice('Bearer '.length) } : {}),
        ...(chosen ? { merchant: chosen } : {}),
      },
      ...(cookie ? { extraHeaders: { cookie } } : {}),
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    return new Promise((done) => {
      socket.once('connect', () => done(socket));
      socket.once('connect_error', () => {
        socket.close();
        done('refused');
      });
    });
  };
  const asked = (socket: Socket, what: 'join' | 'follow', request: object): Promise<JoinReply> =>
    socket.timeout(5_000).emitWithAck(what, request) as Promise<JoinReply>;

  it('lets in whom it declares', async () => {
    const followed = tower.serves.rooms.filter(isFollowed);
    expect(followed.length).toBeGreaterThan(2);
    const faults = await each(askers, async (asker) => {
      const socket = await connected(asker);
      if (socket === 'refused') return asker.unknown || asker.refused ? [] : [`${asker.name} is not let in at all`];
      if (asker.unknown || asker.refused) return [`${asker.name} is let in`];
      const isScreen = asker.name === 'kiosk';
      const tries = [
        ...followed.map(({ name, need, events }) => ({
          name,
          may: expectedOf(asker, need) === 'admitted' && !isScreen,
          reply: () => asked(socket, 'follow', { events: events.map((event) => event.name) }),
        })),
        {
          name: 'wall',
          may: expectedOf(asker, wallSnapshot) === 'admitted',
          reply: () => asked(socket, 'join', { room: 'wall' }),
        },
        {
          name: 'a parcel’s',
          may: true,
          reply: () => asked(socket, 'join', { room: `track:${planted.trackingToken}` }),
        },
        { name: 'no parcel’s', may: false, reply: () => asked(socket, 'join', { room: 'track:none' }) },
        { name: 'none', may: false, reply: () => asked(socket, 'join', { room: 'nowhere' }) },
        { name: 'of keys', may: false, reply: () => asked(socket, 'follow', { events: ['access.key_issued'] }) },
      ];
      const wrong: string[] = [];
      for (const { name, may, reply } of tries) {
        const answer = await reply();
        if (answer.ok !== may) wrong.push(`${asker.name} in the room ${name}: ${JSON.stringify(answer)}`);
      }
      socket.close();
      return wrong;
    });
    expect(faults).toEqual([]);
  });
});

describe('every page', () => {
  const built = existsSync(join(import.meta.dirname, '../../../frontend/build/handler.js'));
  const inside = pages.filter(({ external }) => !external);
  // Pages that are drawn in the process of a test take what it fetches meanwhile for calls of theirs, and warn of each.
  beforeAll(() => void vi.spyOn(console, 'warn').mockReturnValue());
  afterAll(() => void vi.restoreAllMocks());

  it('stands in the sidebar of whoever may open it', () => {
    for (const asker of askers) {
      const { holds } = asker;
      if (!holds) continue;
      const shown = deriveLogisticsSidebarFromRegistry(
        areas.filter((area) => covers(holds.area, area)),
        holds.verticals,
        { operator: holds.merchants === '*' },
      ).flatMap((group) => group.pages.map(({ href }) => href));
      // A page asks no scope: whoever lacks one sees the page and not what stands on it.
      const scopeless = { ...asker, holds: { ...holds, scopes: ['*' as const] } };
      const may = pages.filter((page) => expectedOf(scopeless, page) === 'admitted').map(({ href }) => href);
      expect([...shown].sort(), asker.name).toEqual([...may].sort());
    }
  });
  it('holds nothing before it knows who opens it: the same bytes for everybody, and none of what is kept here', async () => {
    expect(built, 'the pages are built').toBe(true);
    const secrets = [planted.orderId, planted.shipmentId, planted.number, 'Quimby', 'Gallows', merchant];
    const bare = (text: string) => text.replace(/nonce[-=]"?[\w+/=-]+"?/g, '');
    const faults = await each(inside, async ({ href }) => {
      const answers = await Promise.all(
        askers.map(async (asker) => ({ asker, ...(await send('GET', href, asker.headers)) })),
      );
      const first = bare(answers[0]?.text ?? '');
      return answers.flatMap(({ asker, status, text }) => [
        ...(status === 200 && bare(text) === first ? [] : [`${href} to ${asker.name}: ${status}, other bytes`]),
        ...secrets
          .filter((secret) => text.includes(secret))
          .map((secret) => `${href} tells ${asker.name} of ${secret}`),
      ]);
    });
    expect(faults).toEqual([]);
  });
  it('that is no page of ours is open to whom it declares', async () => {
    const outside = pages.filter(({ external }) => external);
    const faults = await each(outside, async ({ href, area }) => {
      const { status } = await send('GET', href);
      return area === 'public' && [200, 503].includes(status) ? [] : [`${href}: ${status}`];
    });
    expect(faults).toEqual([]);
    expect(publicTracking.area).toBe('public');
  });
});
