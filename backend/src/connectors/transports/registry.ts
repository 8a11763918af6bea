/** The transports there are: what carries messages to people. */
import type { EmailTransport } from './call.ts';
import { openEmail } from './email/email.ts';

/** Opens the transport of e-mail; undefined where no server is named. */
export const openEmailTransport = ({
  smtpUrl,
  mailFrom,
}: {
  smtpUrl: string | null;
  mailFrom: string;
}): EmailTransport | undefined => (smtpUrl === null ? undefined : openEmail({ url: smtpUrl, from: mailFrom }));
