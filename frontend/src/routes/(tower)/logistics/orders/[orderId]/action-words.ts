/** What can be done with an order, in words; each has the address of its drawer. */
import type { OrderAction } from './order-in-hand.ts';

export type ActionName = OrderAction['action'];
type Words = { label: string; title: string };

export const actionNames: Readonly<Record<ActionName, Words>> = {
  amend_lines: { label: 'Change lines …', title: 'Change lines, pickup or gift note' },
  change_address: { label: 'Change address …', title: 'Change the address' },
  hold: { label: 'Hold …', title: 'Hold' },
  release: { label: 'Release …', title: 'Release' },
  cancel_line: { label: 'Cancel units …', title: 'Cancel units of a line' },
  cancel: { label: 'Cancel the order …', title: 'Cancel the order' },
  merge: { label: 'Merge …', title: 'Merge with other orders' },
  unmerge: { label: 'Un-merge …', title: 'Take out of the merge' },
};

/** `amend_lines` -> `amend-lines`, as addresses write it. */
export const pathOfAction = (action: ActionName): string => action.replaceAll('_', '-');
/** The action an address names; null for one that there is not. */
export const actionAt = (path: string): ActionName | null =>
  (Object.keys(actionNames) as ActionName[]).find((action) => pathOfAction(action) === path) ?? null;
