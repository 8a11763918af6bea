/** The project's own source files and what they import: for the tests that walk them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const root = join(import.meta.dirname, '../..');

const skipped = ['node_modules', 'generated', 'build', '.svelte-kit', 'static'];

/** Source files below a folder of the project, as paths from its root. */
export const sourceFiles = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !skipped.includes(name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? sourceFiles(join(folder, entry.name))
        : /\.(ts|svelte)$/.test(entry.name)
          ? [join(folder, entry.name)]
          : [],
    );

/** Every source file of the project. */
export const allFiles = (): string[] => ['shared', 'prisma', 'analytics', 'backend', 'frontend'].flatMap(sourceFiles);

export const isTest = (file: string): boolean => /\.(test|e2e)\.ts$|\/e2e\/|^backend\/test\/|\/test\//.test(file);
export const isData = (file: string): boolean => /\.data\.ts$|tokens\.css$/.test(file);

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports, types included, as it is written there. */
export const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(importPattern)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');

/** Where an import leads: a file of ours, or the name of a package. */
export const targetOf = (file: string, specifier: string): string => {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier));
  const ours = /^@gantry\/([a-z]+)\/(.+)$/.exec(specifier);
  return ours ? `${ours[1]}/src/${ours[2]}${/\.\w+$/.test(ours[2] ?? '') ? '' : '.ts'}` : specifier;
};

/** The floor a file stands on: `shared`, `kernel`, `platform`, `contexts/orders`, `backend/test`, ... */
export const floorOf = (file: string): string => {
  const parts = file.split('/');
  if (parts[0] !== 'backend') return parts[0] ?? '';
  if (parts[1] !== 'src') return `backend/${parts[1]}`;
  return parts[2] === 'contexts' ? `contexts/${parts[3]}` : (parts[2] ?? '');
};
