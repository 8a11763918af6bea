/** Drawn in the browser only: a form drawn before its script is there would send a password in an address. */
export const ssr = false;
