/** The fakes of the carriers, for the sandbox world. A new carrier is its folder and one line here. */
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
