/** The carrier adapters there are. A new carrier is its folder, its line here, in the vocabulary and among the fakes. */
import type { Connection } from '@gantry/shared/events/connections';
import { aramex } from './aramex/aramex.ts';
import type { CarrierAdapter } from './carrier.ts';
import { correos } from './correos/correos.ts';
import { dhl } from './dhl/dhl.ts';
import { dpd } from './dpd/dpd.ts';
import { fedex } from './fedex/fedex.ts';
import { generic } from './generic/generic.ts';
import { glovo } from './glovo/glovo.ts';
import { postnl } from './postnl/postnl.ts';
import { rappi } from './rappi/rappi.ts';
import { ups } from './ups/ups.ts';
import { usps } from './usps/usps.ts';

export const carrierAdapters: readonly CarrierAdapter[] = [
  generic,
  fedex,
  ups,
  dhl,
  usps,
  dpd,
  glovo,
  rappi,
  correos,
  postnl,
  aramex,
];

const byName = new Map<string, CarrierAdapter>(carrierAdapters.map((adapter) => [adapter.name, adapter]));

/** The adapter that reads a connection's messages. Throws a RangeError on a name the contract does not allow. */
export const adapterOf = (connection: Pick<Connection, 'adapter'>): CarrierAdapter => {
  const adapter = byName.get(connection.adapter);
  if (!adapter) throw new RangeError(`no carrier adapter ${connection.adapter}`);
  return adapter;
};
