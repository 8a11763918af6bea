/** The fakes of the carriers, for the sandbox world. A new carrier is its folder and one line here. */
import type { CarrierAdapterName } from '@gantry/shared/vocabulary/carriers';
import { aramexSandbox } from './aramex/sandbox.ts';
import { correosSandbox } from './correos/sandbox.ts';
import { dhlSandbox } from './dhl/sandbox.ts';
import { dpdSandbox } from './dpd/sandbox.ts';
import { fedexSandbox } from './fedex/sandbox.ts';
import { glovoSandbox } from './glovo/sandbox.ts';
import { postnlSandbox } from './postnl/sandbox.ts';
import { rappiSandbox } from './rappi/sandbox.ts';
import type { CarrierSandbox } from './sandbox.ts';
import { upsSandbox } from './ups/sandbox.ts';
import { uspsSandbox } from './usps/sandbox.ts';

export const carrierSandboxes: readonly CarrierSandbox[] = [
  fedexSandbox,
  upsSandbox,
  dhlSandbox,
  uspsSandbox,
  dpdSandbox,
  glovoSandbox,
  rappiSandbox,
  correosSandbox,
  postnlSandbox,
  aramexSandbox,
];

const byName = new Map(carrierSandboxes.map((one) => [one.name, one]));
/** The fake of a carrier. Throws a RangeError for the adapters that have none. */
export const carrierSandboxNamed = (name: CarrierAdapterName): CarrierSandbox => {
  const sandbox = byName.get(name);
  if (!sandbox) throw new RangeError(`${name} has no fake`);
  return sandbox;
};
