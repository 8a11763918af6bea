/** A short form of `pnpm bench backup`: a busy tower in one file, and that file as a tower in a new home. */
import { describe, expect, it } from 'vitest';
import { proveBackup } from '../bench/backup.ts';

describe('a tower backed up under load', () => {
  it('lives on in a new home and a new cluster: the same log, the same answers, ClickHouse filled, new events placed', async () => {
    const { figures } = await proveBackup({ events: 3_000, parcels: 60, rate: 100, loadSeconds: 6 });
    expect(figures).toMatchObject({ 'scans refused': 0 });
    expect(figures.events).toBeGreaterThan(3_000);
    expect(figures['answers compared']).toBeGreaterThan(20);
    expect(figures['parcels on the wall compared']).toBeGreaterThan(20);
    expect(figures['events placed during backup']).toBeGreaterThan(50);
    expect(figures['new events placed']).toBeGreaterThanOrEqual(50);
  }, 180_000);
});
