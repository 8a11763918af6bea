/**
 * Prints the SQL that takes the models of `--from FOLDER` (nothing, when left out) to those of schema/: the raw material
 * of the next migration. Usage: `pnpm migrate:diff [--from <folder with the former .prisma files>]`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { schemaFiles } from './files.ts';
import { openSchemaEngine } from './schema-engine.ts';

const { values } = parseArgs({ options: { from: { type: 'string' } } });
const former = values.from;
const from = former
  ? {
      tag: 'schemaDatamodel' as const,
      files: readdirSync(former).map((name) => ({ path: name, content: readFileSync(join(former, name), 'utf8') })),
    }
  : { tag: 'empty' as const };

// The engine insists on a live connection even where it only compares models.
const engine = await openSchemaEngine(process.env.DATABASE_URL ?? '');
const result = await engine.diff({
  from,
  to: { tag: 'schemaDatamodel', files: schemaFiles() },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
process.stdout.write(result.stdout ?? '');
engine.free();
