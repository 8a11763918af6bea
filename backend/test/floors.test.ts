/** The floors and the ladder: walks every import of the project and refuses those that point the wrong way. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** From the ground up. A call goes down the ladder; a consequence goes up it, as an event. */
const ladder = [
  'access',
  'carriers',
  'inventory',
  'routing',
  'customs',
  'orders',
  'shipping',
  'fulfillment',
  'tracking',
  'forecast',
  'journeys',
  'handoffs',
  'returns',
  'rentals',
  'marketplaces',
  'feeds',
  'notifications',
  'partner',
  'audit',
  'insights',
  'trash',
];

const sourceFiles = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'generated', 'build', '.svelte-kit', 'static'].includes(name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? sourceFiles(join(folder, entry.name))
        : /\.(ts|svelte)$/.test(entry.name)
          ? [join(folder, entry.name)]
          : [],
    );

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(importPattern)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');

/** Where an import leads: a file of ours, or the name of a package. */
const targetOf = (file: string, specifier: string): string => {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier));
  const ours = /^@gantry\/([a-z]+)\/(.+)$/.exec(specifier);
  return ours ? `${ours[1]}/src/${ours[2]}` : specifier;
};

const floorOf = (file: string): string => {
  const parts = file.split('/');
  if (parts[0] !== 'backend') return parts[0] ?? '';
  if (parts[1] !== 'src') return `backend/${parts[1]}`;
  return parts[2] === 'contexts' ? `contexts/${parts[3]}` : (parts[2] ?? '');
};

const pure = ['kernel', 'shared'];
const may: Record<string, readonly string[]> = {
  shared: [],
  prisma: [],
  analytics: ['shared'],
  frontend: ['shared'],
  kernel: ['shared'],
  platform: [...pure, 'prisma'],
  connectors: pure,
  embedded: [],
  sandbox: [...pure, 'connectors'],
};
const isOurs = (target: string): boolean => /^(shared|prisma|analytics|backend|frontend)\//.test(target);

const contextMistake = (file: string, target: string): string | undefined => {
  const from = floorOf(file);
  const to = floorOf(target);
  if (['kernel', 'platform', 'shared', 'prisma', 'analytics', from].includes(to)) return undefined;
  if (to === 'connectors')
    return /connectors\/[a-z]+\/(registry|carrier|account|reading|track|webhook|marketplace|call|time)\.ts$/.test(
      target,
    )
      ? undefined
      : 'contexts reach connectors through their registries and contracts';
  if (!to.startsWith('contexts/')) return `a context may not import ${to}`;
  const [mine, theirs] = [from, to].map((floor) => ladder.indexOf(floor.slice('contexts/'.length)));
  if (mine === undefined || theirs === undefined || mine < 0 || theirs < 0)
    return 'a context that is not on the ladder';
  if (theirs >= mine) return `${to} stands later on the ladder`;
  return target.endsWith('/public.ts') ? undefined : `only ${to}/public.ts is a door`;
};

const forbiddenPackages: Record<string, RegExp> = {
  shared: /^(?!zod$)/,
  kernel: /^(?!node:(crypto|util|buffer)$|zod$|luxon$)/,
  connectors: /^(express|socket\.io|redis|bullmq|pg|undici|node:(fs|net|http|https|child_process))/,
  frontend: /^(express|bullmq|pg|redis|@prisma|@clickhouse|chdb)/,
};

const mistakeOf = (file: string, specifier: string): string | undefined => {
  const from = floorOf(file);
  const target = targetOf(file, specifier);
  if (!isOurs(target))
    return forbiddenPackages[from]?.test(target) && !target.startsWith('$') && !file.includes('.test.')
      ? `${from} may not use ${target}`
      : undefined;
  const to = floorOf(target);
  if (to === from || from === 'app' || from.startsWith('backend/')) return undefined;
  if (from.startsWith('contexts/')) return contextMistake(file, target);
  return may[from]?.includes(to) ? undefined : `${from} may not import ${to}`;
};

const isTest = (file: string): boolean => /\.(test|e2e)\.ts$|\/e2e\//.test(file);
const files = ['shared', 'prisma', 'analytics', 'backend', 'frontend'].flatMap(sourceFiles);

describe('floors and ladder', () => {
  it('sees the whole project', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(500);
  });
  it('has no import that points the wrong way', () => {
    const mistakes = files
      .filter((file) => !isTest(file))
      .flatMap((file) =>
        importsOf(file).flatMap((specifier) => {
          const mistake = mistakeOf(file, specifier);
          return mistake ? [`${file} -> ${specifier}: ${mistake}`] : [];
        }),
      );
    expect(mistakes).toEqual([]);
  });
  it('would see one', () => {
    expect(mistakeOf('backend/src/contexts/orders/decide.ts', '../tracking/public.ts')).toContain(
      'later on the ladder',
    );
    expect(mistakeOf('backend/src/contexts/tracking/decide.ts', '../orders/store.ts')).toContain(
      'only contexts/orders/public.ts',
    );
    expect(mistakeOf('backend/src/platform/jobs.ts', '../contexts/orders/public.ts')).toContain('may not import');
    expect(mistakeOf('shared/src/live.ts', 'express')).toContain('may not use');
    expect(mistakeOf('backend/src/kernel/ids.ts', 'node:fs')).toContain('may not use');
    expect(mistakeOf('frontend/src/lib/api.ts', '@gantry/prisma/client')).toContain('may not import');
  });
});

describe('measures', () => {
  it('keeps files within 250 lines, data and tests aside', () => {
    const long = files
      .filter((file) => !isTest(file) && !/\.data\.ts$|tokens\.css$/.test(file))
      .map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length] as const);
    expect(long.filter(([, lines]) => lines > 251)).toEqual([]);
  });
  it('opens every file by saying what it is', () => {
    const silent = files.filter(
      (file) =>
        file.endsWith('.ts') && !isTest(file) && !/^\s*(\/\*\*|\/\/)/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(silent).toEqual([]);
  });
});
