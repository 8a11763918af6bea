/** `gantry normalize`: which kind a file is, what it was saved with, and when there is nothing to print. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { run } from './normalize.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-normalize-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

const normalize = async (carrier: string, text: string, ...more: string[]) => {
  const file = join(folder, 'message');
  writeFileSync(file, text);
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((chunk, ...rest) => {
      written[name] += String(chunk);
      for (const after of rest) if (typeof after === 'function') after();
      return true;
    });
  const code = await run(carrier === '' ? more : [carrier, file, ...more]);
  vi.restoreAllMocks();
  return { code, ...written, printed: code === 0 && carrier !== '' ? JSON.parse(written.stdout) : undefined };
};
const answer = JSON.stringify({
  parcelLabelNumber: '01475312806644',
  trackingresult: { statusInfo: { status: 'Delivered', date: '2026-11-05T13:16:00', location: 'Köln (DE)' } },
});

it('finds out by itself whether a file is a push or a track answer', async () => {
  expect((await normalize('dpd', answer)).printed.shipments).toMatchObject([{ status: 'delivered' }]);
  const push = 'pushid=1&pnr=01475312806644&status=delivery_customer&statusdate=05112026131600';
  expect((await normalize('dpd', push)).printed.shipments).toMatchObject([{ status: 'delivered' }]);
  expect(await normalize('dpd', answer, '--kind', 'push')).toMatchObject({ code: 1 });
});
it('reads a file saved with its HTTP head', async () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n';
  const none = '{"CurrentStatus":{},"Warnings":[{"Message":"No shipment found","Code":"2"}]}';
  expect(await normalize('postnl', head + none)).toMatchObject({ code: 0, printed: { errors: [{ code: '2' }] } });
  const glovo = '{"trackingNumber":1,"status":"CREATED","date":"2026-05-14T10:00:00Z"}';
  const posted = await normalize('glovo', `POST /hook HTTP/1.1\nHost: example.com\n\n${glovo}`);
  expect(posted.printed.shipments).toMatchObject([{ trackingNumber: '1', status: 'order_placed' }]);
});
it('a message with one broken piece is printed with what is wrong', async () => {
  const { code, printed } = await normalize('dpd', 'pushid=1&status=delivery_customer&statusdate=05112026131600');
  expect([code, printed.errors]).toMatchObject([0, [{ code: 'missing_tracking_number' }]]);
});
it.each(['dpd', 'glovo', 'rappi', 'correos', 'postnl', 'aramex', 'generic', 'fedex', 'ups', 'usps', 'dhl'])(
  'what is no message of %s is one line and 1',
  async (carrier) => {
    for (const text of ['', 'null', '{"a":', '<html><body>503</body></html>', 'Service unavailable', '{"foo":1}']) {
      const { code, stdout, stderr } = await normalize(carrier, text);
      expect([text, code, stdout, stderr.trim().split('\n').length]).toEqual([text, 1, '', 1]);
    }
  },
);
it('says how it is used', async () => {
  const { code, stdout } = await normalize('', '', '--help');
  expect([code, stdout.includes('out_for_delivery')]).toEqual([0, true]);
  expect(await normalize('', '', 'pigeon', 'x')).toMatchObject({ code: 1, stdout: '' });
});
