/**
 * A real Chromium for journeys, found in this order: PLAYWRIGHT_CHROMIUM, an installed Playwright browser, `chromium` on
 * the PATH, the one that comes as a package. Started so that it calls nobody and draws WebGL without a graphics card.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';

const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // WebGL alone needs a graphics card that is computed; all else of a page is drawn in half the time without one.
  '--disable-gpu-compositing',
];

const onPath = (name: string): string | undefined => {
  try {
    return execFileSync('which', [name], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
};

const program = async (): Promise<string> => {
  if (process.env.PLAYWRIGHT_CHROMIUM) return process.env.PLAYWRIGHT_CHROMIUM;
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  return onPath('chromium') ?? packaged.executablePath();
};

/** Starts the browser. */
export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await program(), args: quiet });

/** Collects what a page complains about: errors, and violations of the content security policy. */
export const complaintsOf = (page: Page): string[] => {
  const complaints: string[] = [];
  // What the policy blocks and the page catches stands on no console of its own: a probe for `eval` is such.
  void page.addInitScript(() =>
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      console.error(`Content Security Policy: ${effectiveDirective} ${blockedURI}`),
    ),
  );
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text()))
      complaints.push(`console: ${message.text()}`);
  });
  return complaints;
};

/** What a page breaks of the rules of accessibility, each with the first thing that does. Nothing is gathered of rules that are kept. */
export const violationsOf = async (
  page: Page,
  { within, rules }: { within?: string; rules?: string[] } = {},
): Promise<string[]> => {
  const asked = new AxeBuilder({ page }).options({
    resultTypes: ['violations'],
    ...(rules && { runOnly: { type: 'rule', values: rules } }),
  });
  // No page of ours has frames but those that embed one: asked in its own page alone, which takes less time.
  const { violations } = await (within ? asked.include(within) : asked).setLegacyMode(true).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
};
