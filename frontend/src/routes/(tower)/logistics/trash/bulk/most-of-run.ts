/** As many entries as one bulk run takes. */
export const mostOfRun = 5_000;
