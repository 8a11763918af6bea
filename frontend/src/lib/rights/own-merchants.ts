/** The merchants that whoever sits here can hand out: what a form starts with. */
import { staff } from '../access/staff.svelte.ts';

export const ownMerchants = (): '*' | string[] => {
  const held = staff.caller?.merchants ?? [];
  return held === '*' ? '*' : [...held];
};
