/** The sidebar shows what its reader may open, and an address belongs to one page. */
import { describe, expect, it } from 'vitest';
import { pageAt, deriveLogisticsSidebarFromRegistry as sidebar } from './navigation.ts';
import { pages } from './pages.ts';
import { areas, covers, verticals } from './vocabulary/areas.ts';

const heldBy = (area: (typeof areas)[number]) => areas.filter((one) => covers(area, one));
const hrefs = (...of: Parameters<typeof sidebar>) =>
  sidebar(...of).flatMap((group) => group.pages.map((page) => page.href));

describe('the sidebar', () => {
  it('has every page once for somebody who may open all, the public ones last', () => {
    const all = sidebar(heldBy('manager'), verticals);
    expect(all.flatMap((group) => group.pages).toSorted()).toEqual([...pages].toSorted());
    expect(all.at(-1)?.area).toBe('public');
    expect(all[0]).toMatchObject({ area: 'personal', vertical: 'logistics', name: 'Tower' });
  });
  it('leaves out what is beyond the area', () => {
    const own = hrefs(heldBy('personal'), verticals);
    expect(own).toContain('/wall');
    expect(own).not.toContain('/logistics/tracking');
  });
  it('leaves out what belongs to the installation for whoever serves only some merchants', () => {
    const some = sidebar(heldBy('manager'), verticals, { operator: false });
    const kept = some.flatMap((group) => group.pages.map(({ href }) => href));
    expect(kept).toContain('/logistics/settings/users');
    expect(kept).not.toContain('/logistics/settings/mail');
  });
  it('leaves out what is switched off', () => {
    expect(hrefs(heldBy('manager'), ['ecommerce'])).toEqual(
      pages.filter(({ vertical }) => vertical === 'ecommerce').map(({ href }) => href),
    );
  });
});

describe('an address', () => {
  it('belongs to the page with the longest beginning of it', () => {
    expect(pageAt('/logistics/tracking/shp_1')?.label).toBe('Shipments');
    expect(pageAt('/logistics/analytics/eta-accuracy')?.label).toBe('ETA accuracy');
    expect(pageAt('/logistics')?.label).toBe('Home');
    expect(pageAt('/logistics/settings')?.label).toBe('Settings');
    expect(pageAt('/logistics/settings/users/per_1')?.label).toBe('People');
  });
  it('that nobody registered belongs to none', () => {
    expect(pageAt('/logistics/nothing-here')).toBeUndefined();
    expect(pageAt('/logistics/settings/nothing-here')).toBeUndefined();
    expect(pageAt('/logistics/trackings')).toBeUndefined();
  });
});
