/** The command line: `pnpm gantry <command>`. Each command is one file; what it throws that was to be expected is told here, in one line. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

type Command = {
  run(args: string[], env: Record<string, string | undefined>): Promise<number>;
  /** Told where the arguments are at fault. */
  usage?: string;
};

const commands: Record<string, { about: string; load: () => Promise<Command> }> = {
  start: { about: 'start the whole tower and print its URL', load: () => import('./start.ts') },
  replay: {
    about: 'replay <olist folder> [--speed N|max] [--until date]: feed real orders through the API',
    load: () => import('./replay.ts'),
  },
  import: {
    about: 'import orders|products|stock|warehouses|locations|vendors <file> [--dry-run]: bring your own data in',
    load: () => import('./import.ts'),
  },
  normalize: {
    about: 'normalize <carrier> <file> [--kind push|track]: what the intake makes of a carrier’s message',
    load: () => import('./normalize.ts'),
  },
  people: {
    about: 'people invite <email> --area personal|staff|manager | reset <email>: a link that lets somebody in',
    load: () => import('./people/people.ts'),
  },
  analytics: {
    about: 'analytics rebuild | verify [table ...]: ClickHouse from the log, and whether it agrees with it',
    load: () => import('./analytics.ts'),
  },
  privacy: {
    about: 'privacy find | export | erase | rewrap: what is kept of a person, handed out or erased',
    load: () => import('./privacy.ts'),
  },
  audit: {
    about: 'audit verify [--order N] | head: whether the log is what was written, against the heads kept beside it',
    load: () => import('./proof/audit.ts'),
  },
  backup: {
    about: 'backup <file|folder> | verify <file>: the running tower in one file, and whether a file is whole',
    load: () => import('./backup/backup.ts'),
  },
  restore: {
    about: 'restore <file> [--home folder]: a backup into a new home or an empty database, verified',
    load: () => import('./backup/restore.ts'),
  },
};

const help = (to: NodeJS.WriteStream): void => {
  to.write('gantry <command>\n\n');
  for (const [name, { about }] of Object.entries(commands)) to.write(`  ${name.padEnd(10)} ${about}\n`);
};

const runCommand = async ({ run, usage }: Command, args: string[]): Promise<number> => {
  try {
    return await run(args, process.env);
  } catch (error) {
    const { toldOf } = await import('./known-errors.ts');
    const told = toldOf(error, usage);
    if (told === undefined) throw error;
    process.stderr.write(`${told}\n`);
    return 1;
  }
};

// Node calls WebAssembly modules experimental, at every start; a person at a terminal has no use for that.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.stack ?? warning.message}\n`);
});

// What was compiled is kept for the next start and for every process of the tower: half of what each takes to load.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../node_modules/.cache/gantry');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const [name = 'help', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  process.exit(await runCommand(await command.load(), args));
}
if (name === 'help' || name === '--help') {
  help(process.stdout);
  process.exit(0);
}
process.stderr.write(`there is no command ${name}\n\n`);
help(process.stderr);
process.exit(1);
