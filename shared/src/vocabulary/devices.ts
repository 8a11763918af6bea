/** Kinds of devices, as coarse as anybody needs them who asks what a customer saw. */
export const deviceKinds = ['phone', 'tablet', 'computer', 'other'] as const;
export type DeviceKind = (typeof deviceKinds)[number];
