/** Old addresses lead to the pages that stand in their place. */
import { pageAt } from '@gantry/shared/navigation';
import { expect, it } from 'vitest';
import { movedTo } from './moved.ts';

const to = (address: string) => movedTo(new URL(address, 'https://tower.example'));

it('keeps the rest of the path and the query', () => {
  expect(to('/shipments')).toBe('/logistics/tracking');
  expect(to('/shipments/shp_1?search=ACME&message=m%2F1')).toBe('/logistics/tracking/shp_1?search=ACME&message=m%2F1');
  expect(to('/eta-accuracy?days=30')).toBe('/logistics/analytics/eta-accuracy?days=30');
  expect(to('/carriers/connections/ups')).toBe('/logistics/carriers/connections/ups');
});

it('leads to registered pages only, and moves nothing else', () => {
  for (const old of ['/shipments', '/carriers', '/status-maps', '/replays', '/brands', '/eta-accuracy'])
    expect(pageAt(to(old) ?? ''), old).toBeDefined();
  for (const other of ['/', '/wall', '/track/abc', '/shipments-of-2019', '/logistics/tracking', '/docs'])
    expect(to(other)).toBeNull();
});
