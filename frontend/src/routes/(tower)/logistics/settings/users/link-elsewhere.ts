/** Where a link can be read besides the page that made it: it is in a mail, which a tower without a mail server keeps. */
export const linkElsewhere = (mailed: boolean): string =>
  mailed
    ? 'The mail to them has it too.'
    : 'This tower sends no mail: pass it on yourself, by a way that only they read. In a sandbox, Mail shows it too.';
