/** What machines ask of a process, api or worker: its health, and its figures for Prometheus. */
import type { SystemFigures } from '@gantry/shared/api/system';
import type { Express } from 'express';
import { registry } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import { type Gate, insist } from './admission.ts';
import { live, machineEndpoints, type ProcessState, readMetrics, ready, serving } from './health.ts';
import { otherMethods } from './methods.ts';

export type MachineRoutes = {
  platform: Platform;
  gate: Gate;
  figures(): Promise<SystemFigures>;
  state: ProcessState;
};

/** Serves them. Health is for everybody, figures are for managers. */
export const mountMachineRoutes = (app: Express, { platform, gate, figures, state }: MachineRoutes): void => {
  const postgres = { name: 'postgres', check: () => platform.vitals.sql.rows('SELECT 1') };
  app.get('/health/live', live);
  app.get('/health/serving', serving(postgres, state));
  app.get('/health/ready', ready(figures, state));
  app.get(readMetrics.path, async (request, response) => {
    insist(await gate.identify(request, readMetrics), readMetrics);
    response.type(registry.contentType).send(await registry.metrics());
  });
  app.use(otherMethods([...machineEndpoints, readMetrics]));
};
