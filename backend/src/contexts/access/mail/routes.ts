/** The outbox as it is read: where no mail is sent, this is where mails are found. */
import { listMail } from '@gantry/shared/api/access/people';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import { listMails } from '../../../platform/mail/outbox.ts';

const hidden =
  'This mail holds a link or a code that lets somebody in or fetches their goods, and is shown in a sandbox only.';

export const mailRoutes: Route[] = [
  serve(listMail, async ({ platform: { config, database, privacy }, query: { cursor, limit } }) => {
    const keys = { secretKey: config.secretKey ?? '', privacy };
    const mails = await listMails(keys, database, { after: readCursor(cursor), limit: limit + 1 });
    return pageFrom(mails, limit, {
      item: ({ mailId, at, to, subject, text, outcome, detail, holdsLink }) => ({
        mailId,
        at: at.toISOString(),
        to,
        subject,
        // In a sandbox everything is invented, and somebody has to find the links.
        text: holdsLink && !config.demo ? hidden : text,
        outcome,
        detail,
      }),
      cursor: ({ at, mailId }) => cursorOf(at, mailId),
    });
  }),
];
