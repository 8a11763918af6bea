/**
 * The problems a shipment can have. Four are the categories that analytics counts; `contradiction` says that the
 * carrier's own scans cannot all be true.
 */
export const exceptionKinds = ['delayed', 'lost', 'damaged', 'return_initiated', 'contradiction'] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];

/** `severity` 1 is the worst: it flashes on the wall. */
export const exceptionFacts: Record<ExceptionKind, { label: string; severity: 1 | 2 | 3 }> = {
  lost: { label: 'Lost', severity: 1 },
  damaged: { label: 'Damaged', severity: 1 },
  return_initiated: { label: 'Return started', severity: 2 },
  delayed: { label: 'Delayed', severity: 2 },
  contradiction: { label: 'Contradicting scans', severity: 3 },
};
