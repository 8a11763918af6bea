/** Carriers as people call them: a page of staff asks once and follows changes; until the answer, and where nobody says, the key stands. */
import { listConnections } from '@gantry/shared/api/carriers';
import { following } from './following.svelte.ts';

export type CarrierNames = {
  readonly all: readonly { name: string; label: string }[];
  of(name: string): string;
};

/** To be called while a component is made. */
export const carrierNames = (): CarrierNames => {
  const reading = following(listConnections, () => ({}), ['tracking.connection_configured']);
  const labels = $derived(new Map(reading.value?.items.map(({ name, label }) => [name, label]) ?? []));
  return {
    get all() {
      return reading.value?.items ?? [];
    },
    of: (name) => labels.get(name) ?? name,
  };
};
