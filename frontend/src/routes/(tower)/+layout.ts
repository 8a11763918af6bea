/** The operations pages are drawn in the browser only: nothing on them is drawn before it is known who is signed in. */
export const ssr = false;
