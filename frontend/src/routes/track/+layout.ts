// The customer's pages are sent finished and carry one small script of their own (live/follow.ts): what staff's pages load is no part of them.
export const csr = false;
