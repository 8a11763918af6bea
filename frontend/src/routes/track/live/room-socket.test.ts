/** Packets of Engine.IO 4 and Socket.IO 5, as a server sends them. */
import { describe, expect, it } from 'vitest';
import { readPacket } from './room-socket.ts';

describe('readPacket', () => {
  it('knows what the tower sends', () => {
    expect(readPacket('0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}')).toEqual({
      kind: 'open',
      silenceMs: 45_000,
    });
    expect(readPacket('40{"sid":"y"}')).toEqual({ kind: 'connected' });
    expect(readPacket('2')).toEqual({ kind: 'ping' });
    expect(readPacket('430[{"ok":true}]')).toEqual({ kind: 'ack' });
    expect(readPacket('44{"message":"no"}')).toEqual({ kind: 'refused' });
    expect(readPacket('42["track:changed",{"seq":7}]')).toEqual({ kind: 'event', name: 'track:changed' });
  });
  it('survives what it does not know', () => {
    for (const odd of ['', '42', '42[', '42{}', '42[7]', '0x', '9', '6'])
      expect(readPacket(odd).kind).toMatch(/other|open/);
  });
});
