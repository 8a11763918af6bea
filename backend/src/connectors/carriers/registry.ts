/** The carrier adapters there are. A new carrier is its folder, one line here and one word in the contract. */
import type { Connection } from '@gantry/shared/events/connections';
import type { CarrierAdapter } from './carrier.ts';
import { generic } from './generic/generic.ts';

export const carrierAdapters: readonly CarrierAdapter[] = [generic];

const byName = new Map(carrierAdapters.map((adapter) => [adapter.name, adapter]));

/** The adapter that reads a connection's webhooks. Throws a RangeError on a name the contract does not allow. */
export const adapterOf = (connection: Pick<Connection, 'adapter'>): CarrierAdapter => {
  const adapter = byName.get(connection.adapter);
  if (!adapter) throw new RangeError(`no carrier adapter ${connection.adapter}`);
  return adapter;
};
