/** Words of the audit: what kinds of things are told of an order, and who did them. */

/**
 * `arrival`: what came in, as it came. `snapshot`: what another system was given or said of it. `call`: one exchange with a
 * partner. `status`: of order or parcel, with its witnesses. `decision`: the tower chose, with reasons. `stock`, `floor`,
 * `shipping`: goods promised and moved, worked on, sent. `message`: something was told to somebody. `view`: the customer
 * looked at the tracking page. `change`: a person changed it. `failure`: it, or something about it, went to the Trash.
 * `privacy`: somebody was erased or handed out.
 */
export const auditKinds = [
  'arrival',
  'snapshot',
  'call',
  'status',
  'decision',
  'stock',
  'floor',
  'shipping',
  'message',
  'view',
  'change',
  'failure',
  'privacy',
] as const;
export type AuditKind = (typeof auditKinds)[number];

export const actorKinds = ['person', 'customer', 'partner', 'key', 'tower'] as const;
export type ActorKind = (typeof actorKinds)[number];
