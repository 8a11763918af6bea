/**
 * The carriers of the sandbox world in one list: those with an invented format that comes in through the generic adapter,
 * and those whose fakes speak a real one. What is asked of a carrier by name is asked here.
 */
import type { CarrierSandbox } from '../../connectors/carriers/sandbox.ts';
import { carrierSandboxNamed } from '../../connectors/carriers/sandboxes.ts';
import { type CarrierTraits, carriers, type SandboxCarrier } from '../data/carriers.data.ts';
import { realCarriers } from '../data/real-carriers.data.ts';

/** `invented` or `fake`: which of the two ways it has to speak. */
export type WorldCarrier = CarrierTraits & {
  /** The carrier's way to write a number that holds ten digits. */
  number(digits: string): string;
} & ({ invented: SandboxCarrier; fake?: undefined } | { fake: CarrierSandbox; invented?: undefined });

export const worldCarriers: readonly WorldCarrier[] = [
  ...carriers.map((invented) => ({
    ...invented,
    invented,
    number: (digits: string) => `${invented.name.slice(0, 2).toUpperCase()}${digits.padStart(12, '0')}`,
  })),
  ...realCarriers.map((real) => ({ ...real, fake: carrierSandboxNamed(real.name) })),
];

const byName = new Map(worldCarriers.map((carrier) => [carrier.name, carrier]));

export const findCarrier = (name: string): WorldCarrier | undefined => byName.get(name);
/** The carrier of a name. Throws a RangeError when the world has none. */
export const carrierNamed = (name: string): WorldCarrier => {
  const carrier = findCarrier(name);
  if (!carrier) throw new RangeError(`no carrier ${name} in the sandbox world`);
  return carrier;
};
