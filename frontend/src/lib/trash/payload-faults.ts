/** Faults of a repair, by the field of the payload: the tower names them as parts of what was sent. Pure. */
type Fault = { path: string; message: string };

/** `payload.lines.0.sku` -> `lines.0.sku`; what is told of the payload's own paths stays. */
export const payloadFaults = (faults: readonly Fault[]): Fault[] =>
  faults
    .filter(({ path }) => path !== 'expectedVersion')
    .map(({ path, message }) => ({ path: path === 'payload' ? '' : path.replace(/^payload\./, ''), message }));
