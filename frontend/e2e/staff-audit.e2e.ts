/** The audit's screen on a tower of answers: narrowed, walked, linked to by entry, followed, proved, and each of its states. */
import { type AuditEntry, readAudit, verifyAudit } from '@gantry/shared/api/audit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ago } from './ago.ts';
import { auditEntry, auditedOrder, auditOf, auditStory, proved, withAudit } from './staff-audit.ts';
import { type Desk, openDesk } from './staff-desk.ts';
import { refuse } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const address = '/logistics/audit/ord_00001';
const many = (n: number) =>
  Array.from({ length: n }, (_, i) => auditEntry(i + 1, { at: ago((n - i) / 60), recordedAt: ago((n - i) / 60) }));
const entry = (page: Page, id: string) => page.locator(`[data-entry][id="${id}"]`);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '');
/** On a machine that is busy a page takes its time. */
const eventually = <T>(ask: () => T | Promise<T>) => expect.poll(ask, { timeout: 15_000 });
const drawn = (page: Page) => page.locator('[data-entry]').count();

it('shows and marks an entry of a later page among five thousand, and draws what is near the eye alone', async () => {
  const entries = many(5_000);
  const tower = withAudit(staffWorld(), entries);
  await desk.at(`${address}#evt_04321`, tower, async (page) => {
    const target = entry(page, 'evt_04321');
    await target.waitFor();
    await eventually(() => target.evaluate((one) => one.getBoundingClientRect().top)).toBeGreaterThan(56);
    expect(await target.evaluate((one) => one.getBoundingClientRect().bottom < innerHeight)).toBe(true);
    expect(await target.getAttribute('aria-current')).toBe('true');
    expect(await drawn(page)).toBeLessThan(250);
    // Its cause is the entry before it; keys walk on from there.
    await page.keyboard.press('b');
    await eventually(() => focused(page)).toBe('evt_04320');
    await eventually(() => new URL(page.url()).hash).toBe('#evt_04320');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await eventually(() => focused(page)).toBe('evt_04322');
    await page.keyboard.press('Enter');
    await entry(page, 'evt_04322').locator('[data-pane]').getByText('"step": 4322').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await eventually(() => focused(page)).toBe('evt_00001');
    await page.keyboard.press('Shift+G');
    await eventually(() => focused(page)).toBe('evt_05000');
    await page.locator('[data-end]').getByText('All 5,000 entries.').waitFor();
    expect(await drawn(page)).toBeLessThan(250);
    // One answer up to the entry that the address names, then page by page.
    expect(tower.of(readAudit).filter(({ query }) => query.get('limit') !== '1').length).toBeLessThan(12);
  });
});

it('is narrowed in its address, by kind, by who did it, by words, and says when nothing is left', async () => {
  await desk.at(address, staffWorld(), async (page) => {
    await page.locator('[data-kind="decision"]').click();
    await page.getByText('Rule “Near the customer” matched', { exact: false }).waitFor();
    await eventually(() => drawn(page)).toBe(1);
    await page.locator('[data-kind="failure"]').click();
    await eventually(() => drawn(page)).toBe(2);
    await eventually(() => new URL(page.url()).search).toBe('?kind=decision%2Cfailure');
    await page.locator('[data-kind="customer"]').click();
    await page.getByText('Shown: “Arrives Thu 14', { exact: false }).waitFor();
    await page.locator('[data-kind="all"]').click();
    await entry(page, 'raw_1').waitFor();
    await page.getByLabel('Who did it').selectOption('per_tomas');
    await eventually(() => drawn(page)).toBe(3);
    await page.keyboard.press('Escape');
    await page.locator('#main').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('nobody says this');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No entry is like that' }).waitFor();
    await page.goto(`${desk.origin}${address}?kind=view#evt_00004`);
    await page.getByText('the filters leave it out').waitFor();
    await page.getByRole('link', { name: 'Show all entries' }).click();
    await eventually(() => focused(page)).toBe('evt_00004');
  });
});

it('counts what is new without moving what is read, and takes it in when asked', async () => {
  const entries: AuditEntry[] = [...auditStory];
  const tower = staffWorld().on(readAudit, ({ query }) => ({ status: 200, body: auditOf(entries, { query }) }));
  await desk.at(`${address}?first=newest`, tower, async (page) => {
    await entry(page, 'evt_00059').waitFor();
    const before = await entry(page, 'evt_00058').evaluate((one) => one.getBoundingClientRect().top);
    entries.push(auditEntry(61, { title: 'A scan that came just now', at: ago(0), recordedAt: ago(0) }));
    tower.tell('tracking.scan_recorded', 'ord_00001');
    await page.getByRole('button', { name: '1 new entry: show' }).waitFor();
    expect(await entry(page, 'evt_00058').evaluate((one) => one.getBoundingClientRect().top)).toBe(before);
    expect(await entry(page, 'evt_00061').count()).toBe(0);
    await page.getByRole('button', { name: '1 new entry: show' }).click();
    await entry(page, 'evt_00061').waitFor();
    await eventually(() => focused(page)).toBe('evt_00061');
    await page.getByRole('button', { name: '1 new entry: show' }).waitFor({ state: 'detached' });
  });
});

it('shows request and answer beside each other, the raw message of a witness in its place, both times', async () => {
  await desk.at(`${address}#cal_1`, staffWorld(), async (page) => {
    await eventually(() => focused(page)).toBe('cal_1');
    await page.keyboard.press('Enter');
    const panes = entry(page, 'cal_1').locator('[data-pane]');
    expect(await panes.evaluateAll((all) => all.map((one) => one.getAttribute('data-pane')))).toEqual([
      'Request',
      'Answer',
      'Around it',
    ]);
    const tops = await panes.evaluateAll((all) => all.slice(0, 2).map((one) => one.getBoundingClientRect().top));
    expect(tops[0]).toBe(tops[1]);
    const scan = entry(page, 'evt_00012');
    await scan.getByText('happened').waitFor();
    await scan.getByRole('button', { name: 'Raw message, Pushed' }).click();
    await scan.locator('[data-pane="raw"]').getByText('12345678901234567890').waitFor();
    expect(await entry(page, 'raw_1').getAttribute('data-proof')).toBe('beside');
    expect(await entry(page, 'evt_00059').getAttribute('data-proof')).toBe('pending');
    expect(await scan.getAttribute('data-proof')).toBe('proved');
  });
});

it('names the entry that was changed, in the panel and where it stands', async () => {
  const fault = {
    kind: 'changed',
    merchant: 'main',
    number: 406,
    seq: 1_006,
    eventId: 'evt_00006',
    count: 1,
  } as const;
  const text = 'Entry 406 of main is not what was written: its hash is another one';
  const tower = staffWorld().on(verifyAudit, proved({ ok: false, faults: [{ ...fault, text }] }));
  await desk.at(address, tower, async (page) => {
    await page
      .locator('[data-verdict="broken"]')
      .getByText('One fault was found in 12 events', { exact: false })
      .waitFor();
    await page.locator('[data-fault="changed"]').getByText(text).waitFor();
    await page.getByRole('link', { name: 'To the entry' }).click();
    await eventually(() => focused(page)).toBe('evt_00006');
    expect(await entry(page, 'evt_00006').getAttribute('data-proof')).toBe('broken');
    expect(await entry(page, 'evt_00005').getAttribute('data-proof')).toBe('chained');
    tower.on(verifyAudit, proved());
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('Checked again at', { exact: false }).waitFor();
    expect(await entry(page, 'evt_00006').getAttribute('data-proof')).toBe('proved');
  });
});

it('says what is not there: an unknown order, an erased customer, parts that were not asked, an answer that grew old', async () => {
  const noisy = { noisy: true };
  const unknown = staffWorld();
  await desk.at(
    '/logistics/audit/ord_nobody',
    unknown,
    async (page) => {
      await page.getByRole('heading', { name: 'No order is known by “ord_nobody”' }).waitFor();
    },
    noisy,
  );
  let failing = false;
  const tower = staffWorld().on(readAudit, ({ query }) =>
    failing
      ? refuse(503, { title: 'The tower is busy' })
      : {
          status: 200,
          body: {
            ...auditOf(auditStory, { query }),
            order: { ...auditedOrder, erased: true },
            unanswered: ['exchange.calls'],
          },
        },
  );
  await desk.at(
    address,
    tower,
    async (page) => {
      await page.getByText('The customer of this order was erased', { exact: false }).waitFor();
      await page.getByText('Could not be asked just now: calls with partners', { exact: false }).waitFor();
      await entry(page, 'evt_00001').waitFor();
      failing = true;
      await page.getByRole('button', { name: 'Ask again' }).click();
      await page.getByText('The audit as known at', { exact: false }).waitFor();
      await entry(page, 'evt_00001').waitFor();
    },
    noisy,
  );
});

it('is found by any number, and by the palette', async () => {
  await desk.at('/logistics/audit', staffWorld(), async (page) => {
    await page.getByLabel('Order, tracking number, shipment, return or Trash entry').fill('NOBODY-1');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No order is found by “NOBODY-1”' }).waitFor();
    const elsewhere = page.getByRole('link', { name: 'Look in the Trash' });
    expect(await elsewhere.getAttribute('href')).toBe('/logistics/trash?q=NOBODY-1');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('audit of ORD-3301');
    await page.getByRole('option', { name: 'Audit of ORD-3301' }).click();
    await page.getByRole('heading', { name: 'Audit of ORD-3301' }).waitFor();
  });
});
