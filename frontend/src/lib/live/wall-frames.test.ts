/** The wall's place in the log, frame by frame: nothing applied twice, nothing skipped, nothing brought back. */
import type { WallParcel, WallSnapshot } from '@gantry/shared/api/wall';
import type { WallFrame, WallTile } from '@gantry/shared/live';
import { describe, expect, it } from 'vitest';
import {
  acceptFrame,
  dropPending,
  gapLimitMs,
  gapTooOld,
  mergeTile,
  newLine,
  takeSnapshot,
  tilesOf,
  type WallLine,
} from './wall-frames.ts';

const time = '2026-05-13T10:00:00Z';
const parcel = (id: string, seq: number, more: Partial<WallParcel> = {}): WallParcel => ({
  id,
  seq,
  status: 'in_transit',
  carrier: 'ups',
  at: { latitude: 40, longitude: -3 },
  since: time,
  to: { latitude: 48, longitude: 2 },
  arriving: null,
  gone: false,
  ...more,
});
const frame = (from: number, to: number, parcels: WallParcel[] = []): WallFrame => ({
  from,
  to,
  serverTime: time,
  lastEventAt: null,
  parcels,
  ticks: [{ seq: to, at: time, name: 'x', ref: 'ORD', text: `${to}`, status: null }],
});
const counted = { now: 0, yesterday: null };
const snapshot = (seq: number, parcels: WallParcel[] = []): WallSnapshot => ({
  seq,
  serverTime: time,
  network: 'North',
  merchant: null,
  demo: false,
  parcels,
  tiles: {
    numbers: {
      moving: counted,
      delivered: counted,
      onTimeRate: { now: null, yesterday: null },
      atRisk: counted,
      exceptionsOpen: counted,
      trashOpen: 0,
      backlog: [],
      unallocated: { units: 0, orders: 0, skus: [] },
    },
    exceptions: { total: 0, items: [] },
    atRisk: { total: 0, items: [] },
    carriers: [],
    warehouses: [],
    floor: { atRisk: 0, backlog: [], warehouses: [], stations: [] },
  },
  ticks: [],
  lastEventAt: null,
});
const lineAt = (seq: number, parcels: WallParcel[] = []): WallLine => {
  const line = newLine();
  takeSnapshot(line, snapshot(seq, parcels), 0);
  return line;
};

describe('acceptFrame', () => {
  it('takes nothing before the first snapshot', () => {
    const line = newLine();
    expect(acceptFrame(line, frame(0, 5), 0).outcome).toBe('known');
    expect(line.seq).toBeNull();
  });
  it('applies frames that follow and counts what they cover', () => {
    const line = lineAt(10);
    expect(acceptFrame(line, frame(10, 13), 0).outcome).toBe('applied');
    expect(acceptFrame(line, frame(13, 14), 0).outcome).toBe('applied');
    expect([line.seq, line.eventsSeen]).toEqual([14, 4]);
  });
  it('takes a heartbeat and a repeated frame for known', () => {
    const line = lineAt(10);
    acceptFrame(line, frame(10, 13), 0);
    expect(acceptFrame(line, frame(13, 13), 0).outcome).toBe('known');
    expect(acceptFrame(line, frame(10, 13), 0).outcome).toBe('known');
    expect(line.eventsSeen).toBe(3);
    expect(line.ticks.map((tick) => tick.seq)).toEqual([13]);
  });
  it('counts only the new part of a frame that overlaps', () => {
    const line = lineAt(10);
    acceptFrame(line, frame(8, 12), 0);
    expect([line.seq, line.eventsSeen]).toEqual([12, 2]);
  });
  it('lets a frame wait for the one before it, in whatever order they come', () => {
    const line = lineAt(10);
    expect(acceptFrame(line, frame(14, 16), 0).outcome).toBe('waiting');
    expect(acceptFrame(line, frame(12, 14), 5).outcome).toBe('waiting');
    expect(line.seq).toBe(10);
    expect(acceptFrame(line, frame(10, 12), 9).outcome).toBe('applied');
    expect([line.seq, line.eventsSeen, line.pending.length, line.gapSince]).toEqual([16, 6, 0, null]);
  });
  it('asks for a snapshot when the missing frame stays away', () => {
    const line = lineAt(10);
    acceptFrame(line, frame(12, 14), 100);
    expect(gapTooOld(line, 100 + gapLimitMs)).toBe(false);
    expect(gapTooOld(line, 101 + gapLimitMs)).toBe(true);
    dropPending(line);
    expect(gapTooOld(line, 9999)).toBe(false);
  });
});

describe('takeSnapshot', () => {
  it('counts the positions it jumps over, once', () => {
    const line = lineAt(10);
    takeSnapshot(line, snapshot(25), 0);
    acceptFrame(line, frame(20, 26), 0);
    expect([line.seq, line.eventsSeen]).toEqual([26, 16]);
  });
  it('starts over on a log that begins anew', () => {
    const line = lineAt(500, [parcel('a', 400)]);
    takeSnapshot(line, snapshot(3), 0);
    expect([line.seq, line.eventsSeen, line.parcels.size]).toEqual([3, 0, 0]);
    expect(acceptFrame(line, frame(3, 4, [parcel('a', 4)]), 0).moved).toBe(true);
  });
  it('applies what waited and follows it', () => {
    const line = lineAt(10);
    acceptFrame(line, frame(14, 16), 0);
    takeSnapshot(line, snapshot(14), 1);
    expect([line.seq, line.gapSince]).toEqual([16, null]);
  });
});

describe('parcels', () => {
  it('keeps the higher position', () => {
    const line = lineAt(10, [parcel('a', 9)]);
    expect(acceptFrame(line, frame(10, 11, [parcel('a', 8, { status: 'delayed' })]), 0).moved).toBe(false);
    expect(acceptFrame(line, frame(11, 12, [parcel('a', 12, { status: 'delayed' })]), 0).moved).toBe(true);
    expect(line.parcels.get('a')?.status).toBe('delayed');
  });
  it('removes who is gone, and nothing older brings it back', () => {
    const line = lineAt(10, [parcel('a', 9)]);
    acceptFrame(line, frame(10, 12, [parcel('a', 12, { gone: true })]), 0);
    expect(line.parcels.has('a')).toBe(false);
    acceptFrame(line, frame(12, 13, [parcel('a', 11)]), 0);
    expect(line.parcels.has('a')).toBe(false);
    acceptFrame(line, frame(13, 14, [parcel('a', 14)]), 0);
    expect(line.parcels.has('a')).toBe(true);
  });
  it('never holds a parcel that was gone in the snapshot', () => {
    expect(lineAt(10, [parcel('a', 9, { gone: true })]).parcels.size).toBe(0);
  });
});

describe('mergeTile', () => {
  const tiles = tilesOf(snapshot(10));
  const tile = (seq: number, asOf: string): WallTile => ({
    tile: 'exceptions',
    seq,
    asOf,
    data: { total: seq, items: [] },
  });
  it('takes a newer position and a newer look at the same one', () => {
    expect(mergeTile(tiles, tile(11, time)).exceptions.data.total).toBe(11);
    expect(mergeTile(tiles, tile(10, '2026-05-13T10:00:01Z')).exceptions.data.total).toBe(10);
  });
  it('leaves an older one aside', () => {
    expect(mergeTile(tiles, tile(9, '2026-05-13T10:00:09Z'))).toBe(tiles);
    expect(mergeTile(tiles, tile(10, '2026-05-13T09:59:59Z'))).toBe(tiles);
  });
});
