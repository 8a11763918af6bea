/** Where analysts of a tower ask in SQL: on one port for as long as the home lives, since their tools are told it once. */
import { join } from 'node:path';
import { keepFile, readJson } from '../../src/embedded/home/kept-file.ts';
import { freePort } from '../../src/embedded/ports.ts';
import type { Config } from '../../src/platform/config.ts';

/** ClickHouse's own, where nobody has it. */
const usual = 8123;

/**
 * As configured, else as at the last start where that is free, or `held` by an api of ours; null before a server of
 * ClickHouse, which is asked itself.
 */
export const sqlPortOf = async (
  { sqlPort, clickhouseUrl, home }: Config,
  { held }: { held: boolean },
): Promise<number | null> => {
  if (sqlPort !== null || clickhouseUrl !== undefined) return sqlPort;
  const file = join(home, 'sql-port.json');
  const { port: kept } = readJson(file);
  if (held && typeof kept === 'number') return kept;
  const port = await freePort(typeof kept === 'number' ? kept : usual);
  if (port !== kept) keepFile(file).put({ port });
  return port;
};
