/** The environment of the processes that a tower starts: its configuration, and where its stores are. */
import { type Config, keptSecret, newSecretKey } from '../../src/platform/config.ts';
import type { Stores } from './stores-before.ts';

/** `sandboxPorts`: where the sandbox world answers, which the tower may call although it lies inside. */
type Told = { adminKey: string; sandboxPorts: readonly number[]; sqlPort: number | null };

/** What every process of the tower is told. */
export const environmentOf = (
  config: Config,
  stack: Stores,
  { adminKey, sandboxPorts, sqlPort }: Told,
): Record<string, string> => ({
  DATABASE_URL: stack.databaseUrl,
  REDIS_URL: stack.redisUrl,
  CLICKHOUSE_URL: stack.clickhouseUrl,
  GANTRY_HOME: config.home,
  GANTRY_ADMIN_KEY: adminKey,
  GANTRY_SECRET_KEY: config.secretKey ?? keptSecret(config.home, 'secret.key', newSecretKey),
  GANTRY_DEMO: config.demo ? '1' : '0',
  GANTRY_INSIDE_ORIGINS: [...config.insideOrigins, ...sandboxPorts.map((port) => `http://127.0.0.1:${port}`)].join(','),
  GANTRY_DISKS: Object.entries({ ...stack.folders, home: config.home })
    .map(([name, folder]) => `${name}=${folder}`)
    .join(','),
  ...(sqlPort === null ? {} : { GANTRY_SQL_PORT: String(sqlPort) }),
  HOST: config.host,
  NODE_ENV: 'production',
});
