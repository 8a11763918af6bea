/**
 * A real Chromium for journeys, found in this order: PLAYWRIGHT_CHROMIUM, an installed Playwright browser, `chromium` on
 * the PATH, the one that comes as a package. Started so that it calls nobody and draws WebGL without a graphics card.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
