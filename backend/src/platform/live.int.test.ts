/** Sockets of a whole tower: who may connect, who may join which room, and who is thrown out. */
import { issueKey, revokeKey } from '@gantry/shared/api/access';
import type { ClientToServer, JoinReply, LogFrame, ServerToClient } from '@gantry/shared/live';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newShipment } from '../../test/doings.ts';
import { adminKey, startFreshTower, type TestTower, until } from '../../test/tower.ts';

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
const connected = async (key?: string): Promise<Client> => {
  const client = await connect(key);
  if (typeof client === 'string') throw new Error(`refused: ${client}`);
  return client;
};
const join = (client: Client, room: string, after?: number): Promise<JoinReply> =>
  client.timeout(5_000).emitWithAck('join', { room: room as 'wall', ...(after === undefined ? {} : { after }) });
const keyFor = async (kind: 'api' | 'kiosk', area: 'personal' | 'staff') =>
  (await tower.call(issueKey, { body: { name: `${kind} ${area}`, kind, area } })).body;

const refused = { ok: false, reason: 'not_admitted' };
const joined = { ok: true, seq: expect.any(Number) };

describe('rooms', () => {
  it('admit those they are for', async () => {
    const [staff, personal, kiosk] = [
      await keyFor('api', 'staff'),
      await keyFor('api', 'personal'),
      await keyFor('kiosk', 'staff'),
    ];
    const who = {
      nobody: await connected(),
      personal: await connected(personal.secret),
      kiosk: await connected(kiosk.secret),
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
      staff: ['wall', 'log'],
      manager: ['wall', 'log'],
    });
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
    const [one, other] = [await keyFor('api', 'staff'), await keyFor('api', 'staff')];
    const [leaving, staying] = [await connected(one.secret), await connected(other.secret)];
    const left = new Promise<string>((done) => leaving.once('disconnect', done));
    await tower.call(revokeKey, { params: { keyId: one.keyId } });
    expect(await left).toBe('io server disconnect');
    expect(await connect(one.secret)).toBe('key_refused');
    expect(staying.connected).toBe(true);
  });
  it('is cut to who asks without end', async () => {
    const client = await connected(adminKey);
    const left = new Promise<string>((done) => client.once('disconnect', done));
    for (let n = 0; n < 40; n++) client.emit('join', { room: 'wall' }, () => undefined);
    expect(await left).toBe('io server disconnect');
  });
});

describe('the log', () => {
  it('is told from the position a client has, every event once, dense, and goes on live', async () => {
    const client = await connected(adminKey);
    const frames: LogFrame[] = [];
    client.on('log:frame', (frame) => void frames.push(frame));
    const reply = await join(client, 'log', 0);
    expect(reply).toMatchObject(joined);
    const { orderId } = await newShipment(tower);
    const seqs = () => frames.flatMap(({ events }) => events.map(({ seq }) => seq));
    await until(async () => frames.flatMap(({ events }) => events).some(({ streamId }) => streamId === orderId));
    expect(seqs()).toEqual(seqs().map((_, n) => n + 1));
    expect(frames.map(({ from }) => from)).toEqual([0, ...frames.slice(0, -1).map(({ to }) => to)]);
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
    await until(async () => tiles.size === 5, { what: 'every tile' });
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
