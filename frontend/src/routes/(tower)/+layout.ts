/** The operations pages are drawn in the browser only: everything on them needs the key that this tab holds. */
export const ssr = false;
