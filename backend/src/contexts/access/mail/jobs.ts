/** Carrying mails: what lies in the outbox is sent, tried again for a while, and told of when nobody takes it. */
import { z } from 'zod';
import { openEmailTransport } from '../../../connectors/transports/registry.ts';
import { Upstream } from '../../../kernel/errors.ts';
import { sendMailJob } from '../../../platform/mail/mail.ts';
import { markMail, readMail, sweepMails, waitingMails } from '../../../platform/mail/outbox.ts';
import type { Platform } from '../../../platform/platform.ts';
import { type JobRun, job } from '../../../platform/work/jobs.ts';
import { giveUpMail, mailResumer } from './failed.ts';

const tries = 8;
/** A mail that nobody was asked to carry by then was written down by a process that died. */
const forgottenMs = 60_000;
const keptMs = 90 * 86_400_000;

/** The jobs over the transport of this process; `close` lets go of its connections. */
export const mailJobs = (platform: Platform) => {
  const { config, database, clock, jobs, privacy } = platform;
  const keys = { secretKey: config.secretKey ?? '', privacy };
  const transport = openEmailTransport(config);
  const carry = async (mailId: string, { attempt, thread }: JobRun): Promise<void> => {
    const mail = await readMail(keys, database, mailId);
    if (mail?.outcome !== 'waiting') return;
    const mark = (outcome: 'kept' | 'sent' | 'waiting', detail: string | null) =>
      markMail(database, mailId, { outcome, detail, now: clock.now() });
    if (!transport) return void (await mark('kept', null));
    const { outcome, detail } = await transport.carry({ ...mail, id: mailId });
    if (outcome === 'sent') return void (await mark('sent', detail));
    if (outcome === 'refused' || attempt >= tries) {
      const { correlationId } = thread;
      return giveUpMail({ platform }, mail, { outcome, detail, correlationId });
    }
    await mark('waiting', detail);
    throw new Upstream('smtp', 'mail_not_taken', detail, true);
  };
  return {
    send: job({
      ...sendMailJob,
      lane: 'calls',
      retry: tries,
      run: ({ mailId }, run) => carry(mailId, run),
    }),
    lookAfter: job({
      name: 'access.look_after_mail',
      title: 'Looks after mails that nobody was asked to carry',
      payload: z.object({}),
      lane: 'slow',
      every: 60_000,
      run: async () => {
        const now = clock.now().getTime();
        for (const mailId of await waitingMails(database, new Date(now - forgottenMs)))
          await jobs.enqueue(sendMailJob, { mailId }, { key: mailId, thread: { correlationId: mailId } });
        await sweepMails(database, new Date(now - keptMs));
      },
    }),
    resumer: mailResumer({ platform, keys, transport }),
    close: () => transport?.close(),
  };
};
