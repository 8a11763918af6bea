/**
 * The analysts’ door of an api process, open on the port the configuration names. Where somebody else has that, such as
 * another api process of this machine, it is waited for.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Analytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { openDesk } from '@gantry/analytics/sql/asking';
import { messageOf } from '../../../kernel/errors.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Analysts } from '../../access/public.ts';
import { openSqlDoor } from './door.ts';

const retryMs = 2_000;

export type KeptDoor = {
  /** Opens it and keeps trying until `stop`; answers how to close it. Does nothing where analysts have no door here. */
  keepOpen(): () => Promise<void>;
};

type Needs = { platform: Platform; analytics: Analytics; analysts: Analysts };

/** The door before the embedded engine; a server of ClickHouse is asked itself. */
export const analystsDoor = ({ platform, analytics, analysts }: Needs): KeptDoor => ({
  keepOpen() {
    const { clickhouseUrl, sqlPort, host } = platform.config;
    if (!sqlPort || !clickhouseUrl) return async () => undefined;
    const { database } = analytics;
    const desk = openDesk({ url: clickhouseUrl, database, tables: allFacts });
    const door = openSqlDoor({ platform, analysts, desk, database });
    const stop = new AbortController();
    let told = false;
    const trying = (async (): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          return void (await door.open(sqlPort, host));
        } catch (error) {
          if (!told)
            platform.logger.warn({ port: sqlPort, error: messageOf(error) }, 'the door of analysts waits for its port');
          told = true;
          await pause(retryMs, undefined, { signal: stop.signal }).catch(() => undefined);
        }
      }
    })();
    return async () => {
      stop.abort();
      await trying;
      await door.close();
    };
  },
});
