/** The room of a tracking page: who gets in, and what it is told of. */
import type { Caller } from '@gantry/shared/caller';
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { LogStanding } from '@gantry/shared/live';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpenRoom } from '../../platform/live/room.ts';
import { trackRoom } from './rooms.ts';

const caller: Caller = {
  id: 'anonymous',
  name: 'anonymous',
  kind: 'anonymous',
  area: 'public',
  verticals: [],
  scopes: [],
  merchants: [],
  merchant: null,
};
const said: [string, unknown][] = [];
const inside = new Set<string>();
const tokens: Record<string, string> = { one: 'shp_1', two: 'shp_2' };
const going: LogStanding = { behindMs: 0, unplaced: 0, standing: null, since: null };
let log: LogStanding = going;
let open: OpenRoom;

const event = (seq: number, streamId: string) => ({ seq, streamId, name: 'tracking.scan_recorded' }) as RecordedEvent;
const enter = (token: string) =>
  open.enter({
    room: `track:${token}`,
    caller,
    after: undefined,
    catchUp: async () => 'here',
    superseded: () => false,
    join: (audience) => void inside.add(audience ?? `track:${token}`),
  });

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  said.length = 0;
  inside.clear();
  log = going;
  const voice = {
    to: (room: string) => (_name: string, what: unknown) => void said.push([room, what]),
    listeners: (room: string) => (inside.has(room) ? 1 : 0),
  };
  open = trackRoom(async (token) => tokens[token]).open({ voice, from: 10, log: () => log });
});
afterEach(() => {
  open.close?.();
  vi.useRealTimers();
});

describe('a tracking page’s room', () => {
  it('lets in who holds a link, and nobody else', async () => {
    expect(await enter('one')).toEqual({ ok: true, seq: 10, resync: false });
    expect(await enter('three')).toEqual({ ok: false, reason: 'not_admitted' });
    expect([...inside]).toEqual(['track:shp_1']);
  });
  it('is told of its own shipment alone, at once', async () => {
    await enter('one');
    await enter('two');
    open.take({ from: 10, to: 12, events: [event(11, 'shp_9'), event(12, 'shp_1')] });
    expect(said).toEqual([['track:shp_1', { seq: 12 }]]);
  });
  it('is told four times a second at most, and of the last change too', async () => {
    await enter('one');
    for (let seq = 11; seq <= 20; seq++) open.take({ from: seq - 1, to: seq, events: [event(seq, 'shp_1')] });
    expect(said).toEqual([['track:shp_1', { seq: 11 }]]);
    vi.advanceTimersByTime(250);
    expect(said.slice(1)).toEqual([['track:shp_1', { seq: 20 }]]);
  });
  it('is told nothing once everybody has left', async () => {
    await enter('one');
    inside.clear();
    vi.advanceTimersByTime(250);
    open.take({ from: 10, to: 11, events: [event(11, 'shp_1')] });
    expect(said).toEqual([]);
  });
  it('is told now and then that nothing changed, while the log goes on and not while it stands', async () => {
    await enter('one');
    vi.advanceTimersByTime(15_000);
    expect(said).toEqual([['track:shp_1', { seq: 10 }]]);
    log = { ...going, standing: 'worker_silent', since: '2026-11-28T04:00:00.000Z' };
    vi.advanceTimersByTime(45_000);
    expect(said).toHaveLength(1);
    log = going;
    vi.advanceTimersByTime(15_000);
    expect(said).toHaveLength(2);
  });
});
