/** Two processes of one version do the same: whatever changes what they do must change it. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { filesUnder, looks } from './source-files.ts';
import { versionOf } from './version.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-version-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the version of a tower', () => {
  const env = { GANTRY_NETWORK: 'One', TERM: 'xterm', SHLVL: '1' };
  it('is the same for the same code and settings, whatever terminal it is started from', () => {
    expect(versionOf({ SHLVL: '2', GANTRY_NETWORK: 'One', TERM: 'dumb', npm_lifecycle_event: 'start' })).toBe(
      versionOf(env),
    );
  });
  it.each([
    ['GANTRY_NETWORK', 'Two'],
    ['GANTRY_SMTP_URL', 'smtp://mail.example.com'],
    ['NODE_OPTIONS', '--max-old-space-size=512'],
    ['TZ', 'Asia/Tokyo'],
    ['https_proxy', 'http://proxy.example.com'],
  ])('is another where %s is', (name, value) => {
    expect(versionOf({ ...env, [name]: value })).not.toBe(versionOf(env));
  });
});

describe('the looks of source files', () => {
  const of = (): string => looks([...filesUnder(folder), join(folder, 'missing.ts')]);
  const [source, test] = [join(folder, 'one.ts'), join(folder, 'one.test.ts')];
  it('change with a file that is changed, added or gone, and with no test', () => {
    writeFileSync(source, 'a');
    const before = of();
    writeFileSync(test, 'x');
    expect(of()).toBe(before);
    writeFileSync(source, 'ab');
    const changed = of();
    expect(changed).not.toBe(before);
    utimesSync(source, 1, 1);
    expect(of()).not.toBe(changed);
    mkdirSync(join(folder, 'more'));
    writeFileSync(join(folder, 'more/two.ts'), '');
    const added = of();
    rmSync(join(folder, 'more'), { recursive: true });
    expect(of()).not.toBe(added);
  });
});
