/** A browser over the built pages, for journeys of staff: opens a page, visits it, and sees that nothing complained. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { complaintsOf, openBrowser } from './browser.ts';
import { type Seat, type StaffTower, servePages, sitDown } from './staff-tower.ts';

type Visit = (page: Page) => Promise<void>;
export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Starts browser and pages. `noisy` visits provoke refusals, which the browser notes by itself; nothing else may be noted. */
export const openDesk = async () => {
  const [served, browser] = await Promise.all([servePages(), openBrowser()]);
  const at = async (
    path: string,
    tower: StaffTower,
    visit: Visit,
    { seat = {}, noisy = false }: { seat?: Seat; noisy?: boolean } = {},
  ): Promise<void> => {
    const { page, context } = await sitDown(browser, tower, seat);
    const complaints = complaintsOf(page);
    try {
      await page.goto(served.origin + path);
      await visit(page);
      const left = complaints.filter((text) => !(noisy && /Failed to load resource/.test(text)));
      expect(left).toEqual([]);
      expect(tower.unknown).toEqual([]);
    } finally {
      await context.close();
    }
  };
  return {
    origin: served.origin,
    at,
    close: async () => {
      await browser.close();
      await served.stop();
    },
  };
};
