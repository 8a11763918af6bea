/** Where a Correos event happened when only its unit says so, words that carry a name, and a search that finds nothing. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { normalizedBy } from '../../../../test/carrier-proofs.ts';
import { correos } from './correos.ts';
import { readTrack } from './read.ts';

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const scansOf = (body: Buffer) => normalizedBy(correos, readTrack(body)).shipments.flatMap(({ scans }) => scans);

it('a unit of Correos lies in Spain, by the clock of its islands where its number or name says so', () => {
  const scans = scansOf(readFileSync(new URL('./fixtures/track-units.json', import.meta.url)));
  expect(scans.map(({ occurredAt, status }) => [occurredAt, status])).toEqual([
    ['2026-07-14T17:00:00.000Z', 'in_transit'],
    ['2026-07-15T08:30:00.000Z', 'available_for_pickup'],
    ['2026-07-16T07:30:00.000Z', 'available_for_pickup'],
    ['2026-07-17T08:00:00.000Z', 'delivered'],
  ]);
  expect(scans[0]?.place).toMatchObject({
    name: 'CTA SANTIAGO DE COMPOSTELA',
    unlocode: 'ESSCQ',
    country: 'ES',
  });
  expect(scans[3]?.description).toBe('Entregado');
});
it.each([
  [
    'Dirección Incorrecta. Se procede a remitir el envio a la oficina de referencia',
    'delivery_attempted',
    'address_incorrect',
  ],
  ['Intento de entrega fallido — ausente', 'delivery_attempted', 'recipient_absent'],
  ['Extraviado', 'exception', 'carrier_lost'],
  ['Salida de Aduana', 'customs_cleared', null],
])('an unknown code means what its words mean: %s', (desTextoResumen, status, reason) => {
  const event = { fecEvento: '17/07/2026', horEvento: '10:00', codEvento: 'Q1Q1', desTextoResumen };
  expect(scansOf(bytes({ codEnvio: 'PQ1', eventos: event }))).toMatchObject([{ status, reason }]);
});
it('a search that finds nothing is an answer', () => {
  const none = bytes({ type: 'envio', shipment: [] });
  expect(readTrack(none)).toMatchObject({ problems: [{ trackingNumber: null, kind: 'not_found' }], errors: [] });
  expect(readTrack(none, ['PQ1']).problems).toMatchObject([{ trackingNumber: 'PQ1', kind: 'not_found' }]);
  expect(readTrack(bytes({ error: 'Unauthorized', message: 'Invalid token.' })).problems).toMatchObject([
    { message: 'Invalid token.' },
  ]);
});
