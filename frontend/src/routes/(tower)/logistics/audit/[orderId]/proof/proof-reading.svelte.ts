/** The check of an order's events against the hash chain: made when its audit is opened, and again when somebody asks. */
import { verifyAudit } from '@gantry/shared/api/audit';
import { untrack } from 'svelte';
import { ask } from '#lib/access/staff.svelte.ts';
import { Reading } from '#lib/reading/reading.svelte.ts';
import type { Verdict } from './proof-words.ts';

export const proofReading = (orderId: () => string): Reading<Verdict> => {
  const reading = new Reading((signal) => ask(verifyAudit, { params: { orderId: untrack(orderId) } }, signal));
  $effect(() => {
    orderId();
    untrack(() => void reading.replace());
    return () => reading.stop();
  });
  return reading;
};
