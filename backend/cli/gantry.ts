/** The command line: `pnpm gantry <command>`. Each command is one file. */
const commands: Record<
  string,
  {
    about: string;
    load: () => Promise<{ run(args: string[], env: Record<string, string | undefined>): Promise<number> }>;
  }
> = {
  start: { about: 'start the whole tower and print its URL', load: () => import('./start.ts') },
  replay: {
    about: 'replay <olist folder> [--speed N|max] [--until date]: feed real orders through the API',
    load: () => import('./replay.ts'),
  },
  import: {
    about: 'import orders <file.csv|jsonl> [--dry-run]: bring your own orders in',
    load: () => import('./import.ts'),
  },
  normalize: {
    about: 'normalize <carrier> <file> [--kind push|track]: what the intake makes of a carrier’s message',
    load: () => import('./normalize.ts'),
  },
  analytics: {
    about: 'analytics rebuild | verify [table ...]: ClickHouse from the log, and whether it agrees with it',
    load: () => import('./analytics.ts'),
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

const help = (): void => {
  process.stdout.write('gantry <command>\n\n');
  for (const [name, { about }] of Object.entries(commands)) process.stdout.write(`  ${name.padEnd(10)} ${about}\n`);
};

// Node calls WebAssembly modules experimental, at every start; a person at a terminal has no use for that.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.stack ?? warning.message}\n`);
});

const [name = 'help', ...args] = process.argv.slice(2);
const command = commands[name];
if (command) {
  const { run } = await command.load();
  process.exit(await run(args, process.env));
}
help();
process.exit(name === 'help' || name === '--help' ? 0 : 1);
