/** Sockets of a whole tower: who may connect, who may join which room, and who is thrown out. */
import { issueKey, revokeKey, revokeKiosk, rotateKey } from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { tileNames } from '@gantry/shared/api/wall';
import type { ClientToServer, JoinReply, LogFrame, ServerToClient } from '@gantry/shared/live';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectCarrier, newShipment, pairedKiosk, pairScreen, postScans } from '../../../test/doings.ts';
import { adminKey, startFreshTower, type TestTower, until } from '../../../test/tower.ts';

type Client = Socket<ServerToClient, ClientToServer>;

let tower: TestTower;
beforeAll(async () => {
  tower = await startFreshTower();
});
afterAll(() => tower?.stop());

const clients: Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

/** Connects; answers the client, or why it was refused. */
const connect = async (key?: string, options: object = {}): Promise<Client | string> => {
  const client: Client = io(tower.origin, {
    auth: key === undefined ? {} : { key },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  });
  clients.push(client);
  return new Promise((done) => {
    client.once('connect', () => done(client));
    client.once('connect_error', (error) => done(error.message));
  });
};
const connected = async (key?: string, options: object = {}): Promise<Client> => {
  const client = await connect(key, options);
  if (typeof client === 'string') throw new Error(`refused: ${client}`);
  return client;
};
const join = (client: Client, room: string, after?: number): Promise<JoinReply> =>
  client.timeout(5_000).emitWithAck('join', { room: room as 'wall', ...(after === undefined ? {} : { after }) });
const keyFor = async (area: 'personal' | 'staff') =>
  (await tower.call(issueKey, { body: { name: `of ${area}`, area } })).body;

/** Why a client is sent away, when it is. */
const leftIn = (client: Client): Promise<string> => new Promise((done) => client.once('disconnect', done));

const follow = (client: Client, events: string[], after?: number): Promise<JoinReply> =>
  client.timeout(5_000).emitWithAck('follow', { events, ...(after === undefined ? {} : { after }) });
/** Keeps every frame a client is told of what it follows. */
const framesOf = (client: Client): LogFrame[] => {
  const frames: LogFrame[] = [];
  client.on('log:frame', (frame) => void frames.push(frame));
  return frames;
};
const namesIn = (frames: readonly LogFrame[]): string[] =>
  frames.flatMap(({ events }) => events.map(({ name }) => name));
const followEachOther = (frames: readonly LogFrame[]): void =>
  expect(frames.slice(1).map(({ from }) => from)).toEqual(frames.slice(0, -1).map(({ to }) => to));
const headNow = async (): Promise<number> =>
  Number((await tower.database.query<{ seq: string }>('SELECT seq FROM sequencer_cursor')).rows[0]?.seq);

const refused = { ok: false, reason: 'not_admitted' };
const joined = { ok: true, seq: expect.any(Number) };

describe('rooms', () => {
  it('admit those they are for', async () => {
    const [staff, personal] = [await keyFor('staff'), await keyFor('personal')];
    const { cookie } = await pairedKiosk(tower);
    const who = {
      nobody: await connected(),
      personal: await connected(personal.secret),
      kiosk: await connected(undefined, { extraHeaders: { cookie } }),
      staff: await connected(staff.secret),
      manager: await connected(adminKey),
    };
    const rooms = ['wall', 'log', 'track:no-such-token', 'nowhere', 'wall:', 'walls', 'track', ''];
    const admitted: Record<string, string[]> = {};
    for (const [name, client] of Object.entries(who)) {
      admitted[name] = [];
      for (const room of rooms) {
        const reply = await join(client, room);
        if (reply.ok) admitted[name].push(room);
        else expect(reply).toEqual(refused);
      }
    }
    expect(admitted).toEqual({
      nobody: [],
      personal: ['wall'],
      kiosk: ['wall'],
      staff: ['wall'],
      manager: ['wall'],
    });
  });
  it('and events are for keys of the scope that reads the same', async () => {
    const body = { name: 'orders only', area: 'staff' as const, scopes: ['orders:read' as const] };
    const { body: key } = await tower.call(issueKey, { body });
    const client = await connected(key.secret);
    expect(await join(client, 'wall')).toEqual(refused);
    expect(await follow(client, ['tracking.scan_recorded'])).toEqual(refused);
    expect(await follow(client, ['tracking.connection_configured'])).toEqual(refused);
    expect(await follow(client, ['tracking.brand_configured'])).toEqual(refused);
    expect(await follow(client, ['tracking.eta_scored'])).toEqual(refused);
  });
  it('of the floor are for those who read its work: people on the floor too, other keys and screens not', async () => {
    const scoped = async (scope: 'orders:read' | 'fulfillment:read' | 'returns:read', area: 'personal' | 'staff') =>
      connected((await tower.call(issueKey, { body: { name: scope, area, scopes: [scope] } })).body.secret);
    const { cookie } = await pairedKiosk(tower);
    const clients = {
      nobody: await connected(),
      kiosk: await connected(undefined, { extraHeaders: { cookie } }),
      orders: await scoped('orders:read', 'staff'),
      floor: await scoped('fulfillment:read', 'personal'),
      returns: await scoped('returns:read', 'staff'),
    };
    const events = ['fulfillment.picked', 'fulfillment.walk_ended', 'fulfillment.station_set', 'returns.received'];
    const heard: Record<string, string[]> = {};
    for (const [name, client] of Object.entries(clients)) {
      heard[name] = [];
      for (const event of events) {
        const reply = await follow(client, [event]);
        if (reply.ok) heard[name].push(event);
        else expect(reply).toEqual(refused);
      }
      // One that may not be heard takes the others with it.
      if (heard[name].length < events.length) expect(await follow(client, events)).toEqual(refused);
    }
    expect(heard).toEqual({ nobody: [], kiosk: [], orders: [], floor: events.slice(0, 3), returns: events.slice(3) });
  });
  it('of a tracking page admits whoever holds its link', async () => {
    const { trackingToken, shipmentId } = await newShipment(tower);
    const client = await connected();
    await until(async () => (await join(client, `track:${trackingToken}`)).ok, { what: `${shipmentId} to be tracked` });
    expect(await join(client, `track:${trackingToken.slice(1)}`)).toEqual(refused);
  });
  it.each([[undefined], ['wall'], [{}], [{ room: 7 }], [{ room: 'x'.repeat(201) }], [{ room: 'wall', after: -1 }]])(
    'say that %j is malformed',
    async (request) => {
      const client = await connected(adminKey);
      const reply = await client.timeout(5_000).emitWithAck('join', request as never);
      expect(reply).toEqual({ ok: false, reason: 'malformed' });
    },
  );
});

describe('the line', () => {
  it('is refused to a wrong key', async () => {
    expect(await connect('gk_wrong')).toBe('key_refused');
  });
  it.each([['websocket'], ['polling']])('is refused to another site’s page, by %s', async (transport) => {
    const foreign = { transports: [transport], extraHeaders: { origin: 'https://evil.example' } };
    expect(typeof (await connect(adminKey, foreign))).toBe('string');
    const own = { transports: [transport], extraHeaders: { origin: tower.origin } };
    expect(typeof (await connect(adminKey, own))).toBe('object');
  });
  it('is cut when its key is revoked, and only that one', async () => {
    const [one, other] = [await keyFor('staff'), await keyFor('staff')];
    const [leaving, staying] = [await connected(one.secret), await connected(other.secret)];
    const left = new Promise<string>((done) => leaving.once('disconnect', done));
    await tower.call(revokeKey, { params: { keyId: one.keyId } });
    expect(await left).toBe('io server disconnect');
    expect(await connect(one.secret)).toBe('key_refused');
    expect(staying.connected).toBe(true);
  });
  it('is cut when the secret it came by ends, and stays to who came by the other', async () => {
    const { keyId, secret: former } = await keyFor('staff');
    const leaving = await connected(former);
    const rotate = (overlapHours: number) =>
      tower.call(rotateKey, { params: { keyId }, body: { overlapHours } }).then(({ body }) => body.secret);
    const second = await rotate(1);
    const [staying, alsoStaying] = [await connected(second), await connected(adminKey)];
    expect(leaving.connected).toBe(true);
    const left = leftIn(leaving);
    const third = await rotate(1);
    expect(await left).toBe('io server disconnect');
    expect(await connect(former)).toBe('key_refused');
    const last = await connected(third);
    expect([staying.connected, alsoStaying.connected]).toEqual([true, true]);
    const allLeft = Promise.all([staying, last].map(leftIn));
    await tower.call(revokeKey, { params: { keyId } });
    expect(await allLeft).toEqual(['io server disconnect', 'io server disconnect']);
    for (const secret of [second, third]) expect(await connect(secret)).toBe('key_refused');
    expect(alsoStaying.connected).toBe(true);
  });
  it('is cut at the instant a former secret or a key ends, within two seconds', async () => {
    const [short, rotating] = [await keyFor('staff'), await keyFor('staff')];
    const rotation = { params: { keyId: rotating.keyId }, body: { overlapHours: 1 } };
    const { body: rotated } = await tower.call(rotateKey, rotation);
    const leaving = [await connected(short.secret), await connected(rotating.secret)];
    const staying = await connected(rotated.secret);
    const gone = Promise.all(leaving.map(leftIn));
    const ends = new Date(Date.now() + 500);
    // Rotated long ago, so that nothing but the instant itself is news.
    const former = `former_until = $2, secret_at = now() - interval '1 day'`;
    await tower.database.query(`UPDATE access_keys SET ${former} WHERE id = $1`, [rotating.keyId, ends]);
    await tower.database.query('UPDATE access_keys SET expires_at = $2 WHERE id = $1', [short.keyId, ends]);
    expect(await gone).toEqual(['io server disconnect', 'io server disconnect']);
    expect(Date.now() - ends.getTime()).toBeLessThan(2_000);
    expect(staying.connected).toBe(true);
  });
  it('of a screen is let in by its cookie, and cut when another screen is paired or the kiosk is revoked', async () => {
    const { kioskId, cookie: first } = await pairedKiosk(tower);
    const by = (cookie: string, auth = {}) => ({ extraHeaders: { cookie }, auth });
    const leaving = await connected(undefined, by(first));
    const left = leftIn(leaving);
    const second = await pairScreen(tower, kioskId);
    expect(await left).toBe('io server disconnect');
    expect(await connect(undefined, by(first))).toBe('key_refused');
    const staying = await connected(undefined, by(second));
    expect(await join(staying, 'wall')).toMatchObject(joined);
    const gone = leftIn(staying);
    await tower.call(revokeKiosk, { params: { kioskId } });
    expect(await gone).toBe('io server disconnect');
    for (const cookie of [first, second, 'gantry-kiosk=made-up.0'])
      expect(await connect(undefined, by(cookie))).toBe('key_refused');
    // A page for everybody is no worse off for it.
    expect(await join(await connected(undefined, by(first, { anonymous: true })), 'wall')).toEqual(refused);
  });
  it('is refused to who names a merchant that is not theirs, or is none', async () => {
    const { body: key } = await tower.call(issueKey, { body: { name: 'of main', merchants: ['main'] } });
    const as = (merchant: string, secret: string) => connect(undefined, { auth: { key: secret, merchant } });
    expect(typeof (await as('main', key.secret))).toBe('object');
    await tower.call(addMerchant, { body: { merchant: 'lined-up', name: 'Lined up' } });
    for (const merchant of ['lined-up', 'nobody-there', 'NOT A NAME'])
      expect(await as(merchant, key.secret), merchant).toBe('merchant_needed');
    expect(await as('nobody-there', adminKey)).toBe('merchant_needed');
    expect(typeof (await as('lined-up', adminKey))).toBe('object');
  });
  it('is cut to who asks without end', async () => {
    const client = await connected(adminKey);
    const left = new Promise<string>((done) => client.once('disconnect', done));
    for (let n = 0; n < 40; n++) client.emit('join', { room: 'wall' }, () => undefined);
    expect(await left).toBe('io server disconnect');
  });
});

describe('following', () => {
  const created = 'shipping.shipment_created';
  const scanned = 'tracking.scan_recorded';

  it('admits staff to the events of rooms they may see, and nobody else', async () => {
    const [staff, personal] = [await keyFor('staff'), await keyFor('personal')];
    const { cookie } = await pairedKiosk(tower);
    for (const key of [undefined, personal.secret])
      expect(await follow(await connected(key), [created])).toEqual(refused);
    const kiosk = await connected(undefined, { extraHeaders: { cookie } });
    expect(await follow(kiosk, [created])).toEqual(refused);
    const client = await connected(staff.secret);
    for (const events of [['access.key_issued'], [created, 'access.key_issued'], ['nothing.at_all'], ['wall']])
      expect(await follow(client, events)).toEqual(refused);
    expect(await follow(client, [created, scanned])).toMatchObject(joined);
  });
  it.each([
    [undefined],
    [{}],
    [{ events: 'x' }],
    [{ events: [''] }],
    [{ events: [created], after: -1 }],
    [{ events: Array(101).fill(created) }],
  ])('says that %j is malformed', async (request) => {
    const client = await connected(adminKey);
    const reply = await client.timeout(5_000).emitWithAck('follow', request as never);
    expect(reply).toEqual({ ok: false, reason: 'malformed' });
  });
  it('tells the followed events and no others, to each set its own, in frames that follow each other', async () => {
    const [shipments, labels] = [await connected(adminKey), await connected(adminKey)];
    const [first, second] = [framesOf(shipments), framesOf(labels)];
    const from = await follow(shipments, [created]);
    await follow(labels, [created, 'shipping.label_created']);
    const { shipmentId } = await newShipment(tower);
    await until(async () => namesIn(first).includes(created) && namesIn(second).includes('shipping.label_created'));
    expect(new Set(namesIn(first))).toEqual(new Set([created]));
    expect(new Set(namesIn(second))).toEqual(new Set([created, 'shipping.label_created']));
    expect(first.flatMap(({ events }) => events).map(({ streamId }) => streamId)).toEqual([shipmentId]);
    expect(first[0]?.from).toBe(from.ok && from.seq);
    followEachOther(first);
    followEachOther(second);
    const [event] = first.flatMap(({ events }) => events);
    expect(Object.keys(event ?? {}).sort()).toEqual(['id', 'name', 'recordedAt', 'seq', 'streamId', 'version']);
  });
  it('tells what was missed since the position a client has, once, and goes on live', async () => {
    const client = await connected(adminKey);
    const before = await headNow();
    const missed = await newShipment(tower);
    await until(async () => (await headNow()) > before);
    const frames = framesOf(client);
    expect(await follow(client, [created], before)).toMatchObject({ ok: true, resync: false });
    const { shipmentId } = await newShipment(tower);
    const streams = () => frames.flatMap(({ events }) => events.map(({ streamId }) => streamId));
    await until(async () => streams().includes(shipmentId), { what: 'the new shipment' });
    expect(streams()).toEqual([missed.shipmentId, shipmentId]);
    expect(frames[0]?.from).toBe(before);
    followEachOther(frames);
  });
  it('has a client read again that comes from another log, and one that missed too much', async () => {
    const client = await connected(adminKey);
    const head = await headNow();
    const reply = await follow(client, [created], head + 1_000_000);
    expect(reply).toMatchObject({ ok: true, resync: true });
    expect(reply.ok && reply.seq).toBeLessThan(head + 1_000);
  });
  it('says each second that there is nothing new', async () => {
    const client = await connected(adminKey);
    const frames = framesOf(client);
    await follow(client, ['tracking.brand_configured']);
    const times: number[] = [];
    client.on('log:frame', () => void times.push(Date.now()));
    await until(async () => times.length >= 4);
    expect(namesIn(frames)).toEqual([]);
    expect(Math.max(...times.slice(1).map((at, n) => at - (times[n] ?? at)))).toBeLessThan(1_200);
    followEachOther(frames);
  });
  it('follows what was asked for last, and nothing after an empty list', async () => {
    const client = await connected(adminKey);
    const frames = framesOf(client);
    await follow(client, [created]);
    await follow(client, ['tracking.brand_configured']);
    const other = await connected(adminKey);
    const otherFrames = framesOf(other);
    await follow(other, [created]);
    await newShipment(tower);
    await until(async () => namesIn(otherFrames).includes(created));
    await until(async () => (frames.at(-1)?.to ?? 0) >= (otherFrames.at(-1)?.to ?? Number.POSITIVE_INFINITY));
    expect(namesIn(frames)).toEqual([]);
    expect(await follow(client, [])).toMatchObject({ ok: true, resync: false });
    const told = frames.length;
    const beats = otherFrames.length;
    await until(async () => otherFrames.length >= beats + 3);
    expect(frames.length).toBe(told);
  });
});

describe('a tracking page', () => {
  it('hears of every scan of its parcel', async () => {
    await connectCarrier(tower);
    const { trackingToken, number } = await newShipment(tower);
    const client = await connected();
    await until(async () => (await join(client, `track:${trackingToken}`)).ok, { what: 'the room' });
    let position = await headNow();
    const heard: number[] = [];
    client.on('track:changed', ({ seq }) => void heard.push(seq));
    for (const [code, at] of [
      ['PU', '2026-11-16T10:00:00Z'],
      ['IT', '2026-11-16T12:00:00Z'],
    ] as const) {
      await postScans(tower, { number, code, at, city: 'Madrid', country: 'ES' });
      await until(async () => heard.some((seq) => seq > position), { what: code });
      position = await headNow();
    }
  });
});

describe('the wall', () => {
  it('hears of a parcel within a moment, in frames that follow each other', async () => {
    const client = await connected(adminKey);
    const frames: { from: number; to: number; ids: string[] }[] = [];
    client.on(
      'wall:frame',
      ({ from, to, parcels }) => void frames.push({ from, to, ids: parcels.map(({ id }) => id) }),
    );
    const tiles = new Set<string>();
    client.on('wall:tile', ({ tile }) => void tiles.add(tile));
    await join(client, 'wall');
    const { shipmentId } = await newShipment(tower);
    await until(async () => frames.some(({ ids }) => ids.includes(shipmentId)), { what: 'the parcel on the wall' });
    expect(frames.slice(1).map(({ from }) => from)).toEqual(frames.slice(0, -1).map(({ to }) => to));
    await until(async () => tileNames.every((name) => tiles.has(name)), { what: 'every tile' });
    const last = frames.at(-1)?.to ?? 0;
    client.disconnect();
    const missed = await newShipment(tower);
    const again = await connected(adminKey);
    const caughtUp = new Promise<string[]>((done) => {
      const ids: string[] = [];
      again.on('wall:frame', ({ parcels }) => {
        ids.push(...parcels.map(({ id }) => id));
        if (ids.includes(missed.shipmentId)) done(ids);
      });
    });
    expect(await join(again, 'wall', last)).toMatchObject({ ok: true, resync: false });
    expect(await caughtUp).toContain(missed.shipmentId);
  });
});
