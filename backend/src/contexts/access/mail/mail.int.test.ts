/** Mails over a real SMTP server: carried once, tried again, given up, and never bent by what stands in them. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../../test/test-platform.ts';
import { trashOf } from '../../../../test/trash-entries.ts';
import type { Mail } from '../../../platform/mail/mail.ts';
import { mailHandler } from './failed.ts';
import { mailJobs } from './jobs.ts';

type Received = { from: string; to: string[]; source: string };
const received: Received[] = [];
/** What the server says next instead of taking a mail. */
let refusals: { responseCode: number; message: string }[] = [];

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  onRcptTo: (_address, _session, done) => {
    const refusal = refusals.shift();
    done(refusal ? Object.assign(new Error(refusal.message), refusal) : null);
  },
  onData: async (stream, { envelope }, done) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    const from = envelope.mailFrom ? envelope.mailFrom.address : '';
    received.push({
      from,
      to: envelope.rcptTo.map(({ address }) => address),
      source: Buffer.concat(chunks).toString(),
    });
    done();
  },
});

let platform: TestPlatform;
let jobs: ReturnType<typeof mailJobs>;
beforeAll(async () => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as AddressInfo;
  platform = await openTestPlatform({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'Gantry <tower@example.com>' });
  jobs = mailJobs(platform.platform);
});
afterAll(async () => {
  jobs?.close();
  await platform?.close();
  await new Promise<void>((done) => server.close(() => done()));
});
beforeEach(() => {
  received.length = 0;
  refusals = [];
});

const mail = (more: Partial<Mail> = {}): Mail => ({
  to: 'ana@example.com',
  subject: 'Your pärcel',
  text: 'It is on its way.\n.\nTruly.',
  ...more,
});
const carry = (mailId: string, attempt = 1): Promise<void> => {
  return jobs.send.run(
    { mailId },
    { jobId: 'job_1', attempt, thread: { correlationId: mailId, actor: 'system:access' } },
  );
};
const rowOf = async (mailId: string) => {
  const { rows } = await platform.platform.database.pool.query('SELECT * FROM outbox_mails WHERE id = $1', [mailId]);
  if (!rows[0]) throw new Error('a mail has a row');
  return rows[0];
};

it('a mail is carried once, as it was written', async () => {
  const { mailId } = await platform.platform.mail.send(mail({ key: 'parcel-1' }));
  expect(await platform.platform.mail.send(mail({ key: 'parcel-1', text: 'again' }))).toEqual({ mailId });
  await carry(mailId);
  await carry(mailId);
  expect(received).toMatchObject([{ from: 'tower@example.com', to: ['ana@example.com'] }]);
  expect(received[0]?.source).toContain('It is on its way.\r\n.\r\nTruly.');
  expect(received[0]?.source).toContain(`Message-ID: <${mailId}@example.com>`);
  expect(received[0]?.source).toContain('From: Gantry <tower@example.com>');
  expect(await rowOf(mailId)).toMatchObject({ outcome: 'sent' });
});

it('what it says, and to whom, cannot be read in its row', async () => {
  const { mailId } = await platform.platform.mail.send(mail({ to: 'planted@example.com', text: 'planted words' }));
  expect(JSON.stringify(await rowOf(mailId))).not.toMatch(/planted/);
});

it('a server that is busy is asked again, one that refuses is not', async () => {
  refusals = [{ responseCode: 451, message: 'come again' }];
  const { mailId } = await platform.platform.mail.send(mail());
  await expect(carry(mailId)).rejects.toThrow('come again');
  expect(await rowOf(mailId)).toMatchObject({ outcome: 'waiting' });
  await carry(mailId, 2);
  expect([received.length, (await rowOf(mailId)).outcome]).toEqual([1, 'sent']);
  refusals = [{ responseCode: 550, message: 'no such mailbox' }];
  const second = await platform.platform.mail.send(mail());
  await carry(second.mailId);
  expect(await rowOf(second.mailId)).toMatchObject({
    outcome: 'failed',
    detail: expect.stringContaining('no such mailbox'),
  });
});

it('a server that stays away is given up in the end, and the mail says so', async () => {
  refusals = [{ responseCode: 452, message: 'no room' }];
  const { mailId } = await platform.platform.mail.send(mail());
  await carry(mailId, 8);
  expect(await rowOf(mailId)).toMatchObject({ outcome: 'failed' });
});

const trashed = async (mailId: string) =>
  (await trashOf(platform.platform, mailHandler)).find(({ key }) => key === mailId);

it('a mail that nobody took lies in the Trash, and goes out from there once, to the address that is right', async () => {
  refusals = [{ responseCode: 550, message: 'no such mailbox' }];
  const { mailId } = await platform.platform.mail.send(mail({ to: 'wrong@example.com' }));
  await carry(mailId);
  const entry = await trashed(mailId);
  expect(entry).toMatchObject({ source: 'outgoing', reason: 'mail_refused', state: 'open', fields: [{ path: 'to' }] });
  const { resume } = jobs.resumer;
  refusals = [{ responseCode: 550, message: 'still none' }];
  await expect(resume(entry?.payload)).rejects.toThrow('still none');
  const mended = { ...(entry?.payload as object), to: 'right@example.com' };
  await resume(mended);
  await resume(mended);
  await resume(entry?.payload);
  expect(received.map(({ to }) => to)).toEqual([['right@example.com']]);
  expect(await rowOf(mailId)).toMatchObject({ outcome: 'sent' });
});

it('a mail that lets somebody in goes from the Trash to nobody else', async () => {
  refusals = [{ responseCode: 550, message: 'no such mailbox' }];
  const { mailId } = await platform.platform.mail.send(mail({ holdsLink: true }));
  await carry(mailId);
  const payload = { ...((await trashed(mailId))?.payload as object), to: 'eve@example.com' };
  await expect(jobs.resumer.resume(payload)).rejects.toThrow('Some fields');
  expect(received).toEqual([]);
});

it.each([
  ['an address with a second one behind a line break', { to: 'ana@example.com\r\nBcc: eve@example.com' }],
  ['two addresses', { to: 'ana@example.com, eve@example.com' }],
  ['no address', { to: 'ana' }],
  ['a subject with a header behind a line break', { subject: 'Hello\r\nBcc: eve@example.com' }],
  ['a subject with a line break alone', { subject: 'Hello\nthere' }],
  ['a subject with a zero byte', { subject: 'Hello\u0000' }],
])('%s is refused before anything is written', async (_, more) => {
  await expect(platform.platform.mail.send(mail(more))).rejects.toThrow('cannot be the head of a mail');
});
