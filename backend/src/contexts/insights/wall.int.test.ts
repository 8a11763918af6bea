/** The wall while ClickHouse is away: nothing of it is computed there, so all of it stays live. */
import { wallSnapshot } from '@gantry/shared/api/wall';
import type { ClientToServer, ServerToClient, WallFrame, WallTile } from '@gantry/shared/live';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectCarrier, newShipment } from '../../../test/doings.ts';
import { adminKey, startFreshTower, type TestTower, until } from '../../../test/tower.ts';

let tower: TestTower;
let client: Socket<ServerToClient, ClientToServer>;
beforeAll(async () => {
  // Nobody listens at the discard port.
  tower = await startFreshTower({ clickhouseUrl: 'http://default:none@127.0.0.1:9/gantry' });
});
afterAll(async () => {
  client?.disconnect();
  await tower?.stop();
});

it('goes on without ClickHouse, and says nothing of standing', async () => {
  client = io(tower.origin, { auth: { key: adminKey }, transports: ['websocket'], forceNew: true });
  const frames: WallFrame[] = [];
  const tiles: WallTile[] = [];
  client.on('wall:frame', (frame) => void frames.push(frame));
  client.on('wall:tile', (tile) => void tiles.push(tile));
  await connectCarrier(tower);
  expect(await client.emitWithAck('join', { room: 'wall' })).toMatchObject({ ok: true });
  const { shipmentId } = await newShipment(tower);
  await until(async () => frames.some(({ parcels }) => parcels.some(({ id }) => id === shipmentId)));
  await until(async () =>
    tiles.some(({ tile, data }) => tile === 'numbers' && data.backlog.some((stage) => stage.count > 0)),
  );
  await until(async () => frames.at(-1)?.log?.standing === null && frames.length > 5);
  const snapshot = await tower.call(wallSnapshot);
  expect(snapshot.status).toBe(200);
  expect(snapshot.body.parcels.map(({ id }) => id)).toEqual([shipmentId]);
});
