/** Systems around the tower, by kind. */
export const erpKinds = ['erpnext'] as const;
export type ErpKind = (typeof erpKinds)[number];

/** What of ours has a name of its own in another system. */
export const mappedKinds = ['customer', 'order'] as const;
