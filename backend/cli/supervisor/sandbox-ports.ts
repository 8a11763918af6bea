/** Where the sandbox world answers: on the same ports for as long as the home lives, since the tower is told them. */
import { join } from 'node:path';
import { keepFile, readJson } from '../../src/embedded/home/kept-file.ts';
import { freePort } from '../../src/embedded/ports.ts';

export type SandboxPorts = { carrier: number; erp: number };

/** Those of the last start where they are free. */
export const sandboxPortsOf = async (home: string): Promise<SandboxPorts> => {
  const file = join(home, 'sandbox-ports.json');
  const kept = readJson(file);
  const wish = (port: unknown): number | undefined => (typeof port === 'number' ? port : undefined);
  const ports = { carrier: await freePort(wish(kept.carrier)), erp: await freePort(wish(kept.erp)) };
  if (ports.carrier !== kept.carrier || ports.erp !== kept.erp) keepFile(file).put(ports);
  return ports;
};
