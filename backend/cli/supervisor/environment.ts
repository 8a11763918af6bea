/** The environment of the processes that a tower starts: its configuration, and where its stores are. */
import { type Config, keptSecret, newSecretKey } from '../../src/platform/config.ts';
import type { Stores } from './stores-before.ts';

type Told = { adminKey: string; carrierPort: number | null; sqlPort: number | null };

/** What every process of the tower is told. */
export const environmentOf = (
  config: Config,
  stack: Stores,
  { adminKey, carrierPort, sqlPort }: Told,
): Record<string, string> => ({
  DATABASE_URL: stack.databaseUrl,
  REDIS_URL: stack.redisUrl,
  CLICKHOUSE_URL: stack.clickhouseUrl,
  GANTRY_HOME: config.home,
  GANTRY_ADMIN_KEY: adminKey,
  GANTRY_SECRET_KEY: config.secretKey ?? keptSecret(config.home, 'secret.key', newSecretKey),
  GANTRY_DEMO: config.demo ? '1' : '0',
  GANTRY_INSIDE_ORIGINS: [
    ...config.insideOrigins,
    ...(carrierPort === null ? [] : [`http://127.0.0.1:${carrierPort}`]),
  ].join(','),
  GANTRY_DISKS: Object.entries({ ...stack.folders, home: config.home })
    .map(([name, folder]) => `${name}=${folder}`)
    .join(','),
  ...(sqlPort === null ? {} : { GANTRY_SQL_PORT: String(sqlPort) }),
  HOST: config.host,
  NODE_ENV: 'production',
});
