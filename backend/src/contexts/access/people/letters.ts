/** What the tower writes to its people. Links are one line of their own, so that no mail program cuts them. */
import type { Mail } from '../../../platform/mail/mail.ts';

type To = { email: string; link: string };

/** The page a token opens; it stands behind a `#`, which browsers send to nobody. */
export const linkTo = (origin: string, page: 'invitation' | 'reset', token: string): string =>
  `${origin}/${page}#${token}`;

export const invitationLetter = ({ email, link, network }: To & { network: string }): Mail => ({
  to: email,
  subject: 'Your invitation to Gantry',
  text: `You are invited to work in Gantry (${network}).\n\nChoose your password here, within seven days:\n\n${link}\n\nThe link opens once. If you know nothing of this, leave it unopened.\n`,
  holdsLink: true,
});

export const resetLetter = ({ email, link }: To): Mail => ({
  to: email,
  subject: 'A new password for Gantry',
  text: `Somebody, probably you, asked for a new password for your account in Gantry.\n\nChoose it here, within the hour:\n\n${link}\n\nThe link opens once. If it was not you, leave it unopened: your password stays as it is.\n`,
  holdsLink: true,
});
