/** The floors and the ladder: walks every import of the project and refuses those that point the wrong way. */
import { describe, expect, it } from 'vitest';
import { allFiles, floorOf, importsOf, isData, isTest, sourceFiles, targetOf, textOf } from './source-files.ts';

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
  'privacy',
  'trash',
  'system',
];

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
    return /connectors\/[a-z]+\/(registry|carrier|account|reading|track|webhook|marketplace|erp|call|time)\.ts$/.test(
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

const files = allFiles();

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
    expect(mistakeOf('backend/src/platform/work/jobs.ts', '../../contexts/orders/public.ts')).toContain(
      'may not import',
    );
    expect(mistakeOf('shared/src/live.ts', 'express')).toContain('may not use');
    expect(mistakeOf('backend/src/kernel/ids.ts', 'node:fs')).toContain('may not use');
    expect(mistakeOf('frontend/src/lib/api.ts', '@gantry/prisma/client')).toContain('may not import');
  });
});

/** Files that import one another in a ring, types included: each by one ring it is part of. */
const ringsOf = (edges: ReadonlyMap<string, readonly string[]>): string[] => {
  const done = new Set<string>();
  const rings: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) rings.push([...path.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) walk(file, []);
  return rings;
};

describe('no cycles', () => {
  it('between files, types included', () => {
    const edges = new Map(
      files
        .filter((file) => !isTest(file))
        .map((file) => [
          file,
          importsOf(file)
            .map((one) => targetOf(file, one))
            .filter(isOurs),
        ]),
    );
    expect(edges.get('backend/src/app/api.ts')).toContain('backend/src/app/contexts.ts');
    expect(ringsOf(edges)).toEqual([]);
  });
  it('would see one', () => {
    expect(
      ringsOf(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b -> c -> b']);
  });
});

/** Casts that erase a type: to never or any, through unknown, and of what an event or a job carries. */
const erased = /\bas (?:never|any)\b|\bas unknown as\b|<any>|:\s*any\b|\bpayload\)? as (?!const\b)/g;

/**
 * Where types of two worlds meet and the compiler cannot follow: a declaration becomes a route, an event, a document of a
 * library. Each is a place of its own with a reason beside it.
 */
const meetings: Record<string, number> = {
  'shared/src/api/endpoint.ts': 1,
  'backend/src/app/docs-routes.ts': 1,
};

const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\n\\]|\\.)*'/g, "''");

describe('types', () => {
  it('are nowhere erased but where two worlds meet', () => {
    const found = files
      .filter((file) => !isTest(file) && !isData(file))
      .flatMap((file) => {
        const casts = [...withoutComments(textOf(file)).matchAll(erased)].map(([cast]) => cast);
        return casts.length > (meetings[file] ?? 0) ? [`${file}: ${casts.join(', ')}`] : [];
      });
    expect(found).toEqual([]);
  });
  it('would be seen to be', () => {
    for (const cast of ['x as never', 'x as any', 'x as unknown as T', 'fact.payload as Plan', 'const x: any = 1'])
      expect(cast.match(erased), cast).not.toBeNull();
    expect('export const x = payload as const'.match(erased)).toBeNull();
  });
});

const linesOf = (file: string): number => textOf(file).split('\n').length - 1;
const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/'));

describe('measures', () => {
  const sources = files.filter((file) => !isTest(file));
  it('keeps files within 250 lines, data and tests aside', () => {
    const long = sources.filter((file) => !isData(file) && linesOf(file) > 250);
    expect(long.map((file) => [file, linesOf(file)])).toEqual([]);
  });
  it('keeps folders within 18 source files, tests aside', () => {
    const counts = Map.groupBy(sources, folderOf);
    expect(
      [...counts].filter(([, inside]) => inside.length > 18).map(([folder, inside]) => [folder, inside.length]),
    ).toEqual([]);
  });
  it('has no context with more than 45 % of the code of all contexts', () => {
    const own = sourceFiles('backend/src/contexts').filter((file) => !isTest(file));
    const all = own.reduce((sum, file) => sum + linesOf(file), 0);
    const shares = [...Map.groupBy(own, floorOf)].map(
      ([context, inside]) => [context, inside.reduce((sum, file) => sum + linesOf(file), 0) / all] as const,
    );
    expect(shares.length).toBeGreaterThan(8);
    expect(shares.filter(([, share]) => share > 0.45)).toEqual([]);
  });
  it('opens every file by saying what it is', () => {
    const silent = files.filter(
      (file) => file.endsWith('.ts') && !isTest(file) && !/^\s*(\/\*\*|\/\/)/.test(textOf(file)),
    );
    expect(silent).toEqual([]);
  });
});
