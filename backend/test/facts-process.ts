/** A worker process that does nothing but feed fact tables, for tests that have several of them. */
import { connect } from '@gantry/analytics/client';
import { z } from 'zod';
import { openPlatform, type ProcessConfig } from '../src/app/open-platform.ts';
import { openFacts } from '../src/contexts/insights/facts/facts.ts';
import { startHeartbeat } from '../src/platform/vitals/heartbeat.ts';
import { rebuiltTables } from './rebuild-steps.ts';

const config = z
  .custom<ProcessConfig>((value) => typeof value === 'object')
  .parse(JSON.parse(process.env.FACTS_CONFIG ?? ''));
const { platform, close } = await openPlatform(config, 'facts', 8);
const client = await connect(config.clickhouseUrl);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const endHeartbeat = startHeartbeat(platform, 'worker');
await openFacts({ platform, client, tables: rebuiltTables, chunk: 2_000 }).run(stop.signal);
await endHeartbeat();
await client.close();
await close();
process.exit(0);
