/** What every process does beside its work: it says that it lives, looks after the disks it knows, and keeps its gauges. */
import { watchDisks } from '../platform/disk/watch.ts';
import type { Platform } from '../platform/platform.ts';
import { keepGauges } from '../platform/vitals/gauges.ts';
import { startHeartbeat } from '../platform/vitals/heartbeat.ts';
import type { ProcessRole } from '../platform/vitals/processes.ts';
import type { System } from '../platform/vitals/system.ts';

/** Begins with all of it; answers the function that ends it. */
export const startSelfReport = (platform: Platform, role: ProcessRole, system: System): (() => Promise<void>) => {
  const endHeartbeat = startHeartbeat(platform, role);
  const unwatchDisks = watchDisks(platform);
  const endGauges = keepGauges(system);
  return async () => {
    endGauges();
    unwatchDisks();
    await endHeartbeat();
  };
};
