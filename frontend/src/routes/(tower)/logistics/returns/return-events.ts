/** What happens to returns: whatever changes one on a screen. */
export const returnEvents = [
  'returns.requested',
  'returns.authorized',
  'returns.rejected',
  'returns.sent',
  'returns.received',
  'returns.inspected',
  'returns.closed',
  'returns.expired',
  'returns.cancelled',
  'returns.refund_changed',
  'returns.replacement_sent',
] as const;
