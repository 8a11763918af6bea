/** Instants of a small day: counted back from now, so that what a page says of them stays the same. */

const hour = 3_600_000;

/** So many hours ago, in ISO. */
export const ago = (hours: number): string => new Date(Date.now() - hours * hour).toISOString();
