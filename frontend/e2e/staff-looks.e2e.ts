/** Every operations page at every width, in the dark and in the light: nothing overflows, nobody is shut out. */
import { listMerchants } from '@gantry/shared/api/access/merchants';
import { etaAccuracy } from '@gantry/shared/api/eta';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintsOf, openBrowser, violationsOf } from './browser.ts';
import { twoMerchants } from './staff-access.ts';
import { accuracy } from './staff-figures.ts';
import { type ServedPages, servePages, sitDown } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

let served: ServedPages;
let browser: Browser;
beforeAll(async () => {
  served = await servePages();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
});

const home = '/logistics';
/** Each page with the words that say that it is all there. */
const pages: [path: string, ready: string][] = [
  [home, 'Carriers in trouble'],
  ['/logistics/orders', 'Waited for, by SKU'],
  ['/logistics/orders?view=table', 'ORD-3301'],
  ['/logistics/orders/new', 'Place the order'],
  ['/logistics/orders/ord_00001', 'Held: by hand'],
  ['/logistics/fulfillment', 'ORD-3301/1'],
  ['/logistics/fulfillment/ful_00002', 'Missing at its bin'],
  ['/logistics/operations', 'Demand without stock'],
  ['/logistics/picking', 'Cart of 2'],
  ['/logistics/picking/orders/ful_00002', 'Scan A-01-02'],
  ['/logistics/packing', 'Who packs what'],
  ['/logistics/packing/stations/st-01/ful_00003', 'scans go in here'],
  ['/logistics/pickup', 'ORD-3401/1'],
  ['/logistics/pickup/ful_00101', 'They have no code'],
  ['/logistics/dropship', 'ORD-3501/1'],
  ['/logistics/dropship/ful_00201', 'The vendor confirms it'],
  ['/logistics/returns', 'RMA-7K3Q9X2M'],
  ['/logistics/returns/rma_1', 'Lay it down'],
  ['/logistics/returns/new?order=ord_00001', 'Ask for it and allow it'],
  ['/logistics/tracking', 'ACME000001'],
  ['/logistics/tracking/shp_00001', 'Correct where it stands'],
  ['/logistics/tracking/shp_00001?message=msg_6', 'Normalized'],
  ['/logistics/carriers', 'Ask now'],
  ['/logistics/carriers/connect', 'Address for its webhooks'],
  ['/logistics/carriers/connections/ups', 'Credentials for being asked'],
  ['/logistics/status-maps', 'Parcel moved to the sunny side'],
  ['/logistics/status-maps/acme?code=ZZ7', 'Customs codes of the new depot'],
  ['/logistics/replays', 'What is run again'],
  ['/logistics/replays/rpl_1', 'At delivery depot'],
  ['/logistics/analytics/eta-accuracy', 'Week by week'],
  ['/logistics/trash', 'ORD-4001'],
  ['/logistics/trash?run=trr_1', '7 failed'],
  ['/logistics/trash/trs_1', 'Save and continue from here'],
  ['/logistics/trash/trs_2', 'Retry from source'],
  ['/logistics/system', 'All is well'],
  ['/logistics/audit?q=ACME000001', 'Tracking number ACME000001'],
  ['/logistics/audit/ord_00001', 'Madrid sends it'],
  ['/logistics/profile', 'Safari on iPhone'],
  ['/logistics/settings/users', 'Tomás Herrera-Villanueva'],
  ['/logistics/settings/users/per_tomas', 'Unlock now'],
  ['/logistics/settings/keys/key_erp', 'Make a new secret'],
  ['/logistics/settings/privacy', 'The time of keeping is over'],
  ['/logistics/settings/access-log/acc_2', 'All about the same'],
  ['/logistics/settings/systems', 'SAL-ORD-2026-00007'],
  ['/logistics/settings/systems/ord_7', 'Retry from source'],
  ['/logistics/settings/analysts', 'To try it'],
  ['/logistics/brands', 'shopify-eu'],
  ['/logistics/brands/channels/default', 'To embed it'],
];

const sizes = [
  [360, 780],
  [1280, 800],
  [1920, 1080],
  [3840, 2160],
] as const;

describe.each(pages)('%s', (path, ready) => {
  it('is whole at every width, and has no accessibility violations in the dark and in the light', async () => {
    const { page, context } = await sitDown(
      { browser, served },
      staffWorld().on(listMerchants, { items: twoMerchants }),
    );
    const complaints = complaintsOf(page);
    await page.goto(served.origin + path);
    await page.getByText(ready).first().waitFor();
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over, `${width} px`).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    const dark = await violationsOf(page);
    await page
      .getByRole('button', { name: 'Light theme', includeHidden: true })
      .evaluate((button: HTMLElement) => button.click());
    // Only colours differ, and what is around a page is the same on all of them.
    const within = path === home ? {} : { within: 'main' };
    const light = await violationsOf(page, { rules: ['color-contrast'], ...within });
    expect([...dark, ...light]).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.title()).toMatch(/ - Gantry$/);
    await context.close();
  });
});

it('says that nothing has been scored while nothing has', async () => {
  const none = { estimates: 0, shipments: 0, meanErrorHours: null, maeHours: null, held: null, meanWidthHours: null };
  const tower = staffWorld().on(etaAccuracy, {
    ...accuracy,
    asOf: new Date().toISOString(),
    overall: none,
    levels: [],
    carriers: [],
    lanes: [],
    stages: [],
    weeks: [],
    model: null,
  });
  const { page, context } = await sitDown({ browser, served }, tower);
  await page.goto(`${served.origin}/logistics/analytics/eta-accuracy?days=30`);
  await page.getByRole('heading', { name: 'Nothing has been scored yet' }).waitFor();
  await page.getByText(/^As of [0-9:]{8}$/).waitFor();
  expect(tower.of(etaAccuracy)[0]?.query.get('days')).toBe('30');
  await context.close();
});

it('says how old figures of ClickHouse are once they are more than ten seconds behind', async () => {
  const asOf = new Date(Date.now() - 95_000).toISOString();
  const { page, context } = await sitDown({ browser, served }, staffWorld().on(etaAccuracy, { ...accuracy, asOf }));
  await page.goto(`${served.origin}/logistics/analytics/eta-accuracy`);
  await page.getByText(/Figures as of [0-9:]{8}, 1 min behind/).waitFor();
  await context.close();
});
