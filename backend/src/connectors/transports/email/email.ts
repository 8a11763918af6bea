/** E-mail over SMTP. The library builds the message, so that nothing of ours is ever read as a header or a command. */
import { createTransport } from 'nodemailer';
import type { Carried, EmailTransport, Letter } from '../call.ts';

/** How long a server may take to answer anything. */
const patienceMs = 20_000;

type Failed = { responseCode?: unknown; code?: unknown };

/** A server that says 5xx will say so again; everything else may be otherwise in a while. */
const isFinal = (error: unknown): boolean => {
  const { responseCode, code } = (error ?? {}) as Failed;
  if (typeof responseCode === 'number') return responseCode >= 500 && code !== 'EAUTH';
  return code === 'EENVELOPE' || code === 'EMESSAGE';
};

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

/** Opens the transport to a server; `from` is who mails are from. */
export const openEmail = ({ url, from }: { url: string; from: string }): EmailTransport => {
  const server = createTransport(
    {
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    carry: async ({ id, to, subject, text, html }: Letter): Promise<Carried> => {
      try {
        const { response } = await server.sendMail({
          // The same mail sent twice bears the same name, by which mailboxes show it once.
          messageId: `<${id}@${from.replace(/^.*@/, '').replace(/>.*$/, '')}>`,
          to: { name: '', address: to },
          subject,
          text,
          ...(html === undefined ? {} : { html }),
        });
        return { outcome: 'sent', detail: response.slice(0, 500) };
      } catch (error) {
        return { outcome: isFinal(error) ? 'refused' : 'later', detail: wordsOf(error) };
      }
    },
    close: () => server.close(),
  };
};
