/** Correos' side of its own format: Correos ID's token, the new tracking API, and the older locator beside it. */
import { DateTime } from 'luxon';
import {
  type CarrierSandbox,
  type SandboxAnswer,
  type SandboxParcel,
  type SandboxRequest,
  type SandboxScan,
  type SandboxWord,
  wordsOf,
} from '../sandbox.ts';

type Word = SandboxWord & {
  code: string;
  phase: string;
  summary: string;
  long: string;
};

const words = wordsOf<Word>([
  { status: 'info_received', code: 'P010000V', phase: '1', summary: 'Prerregistrado', long: 'Envío prerregistrado' },
  { status: 'picked_up', code: 'A010000V', phase: '1', summary: 'Admitido.', long: 'Envío admitido en oficina' },
  {
    status: 'in_transit',
    code: 'P040000V',
    phase: '2',
    summary: 'Clasificado',
    long: 'Clasificado en Centro Logístico',
  },
  { status: 'departed_facility', code: 'P101110V', phase: '2', summary: 'En tránsito', long: 'Salida del centro' },
  {
    status: 'at_delivery_depot',
    code: 'G01L010V',
    phase: '3',
    summary: 'Alta en la unidad de reparto',
    long: 'Alta en la unidad responsable de la entrega',
  },
  { status: 'out_for_delivery', code: 'H020000V', phase: '3', summary: 'En reparto', long: 'En reparto' },
  {
    status: 'delivery_attempted',
    code: 'H010930R',
    phase: '3',
    summary: 'Realizado intento de entrega',
    long: 'Realizado intento de entrega',
  },
  {
    status: 'delivery_attempted',
    reason: 'recipient_absent',
    code: 'H01R420V',
    phase: '3',
    summary: 'Intento de entrega. Ausente',
    long: 'Intento de entrega. Ausente',
  },
  {
    status: 'available_for_pickup',
    code: 'H01I350V',
    phase: '3',
    summary: 'A disposición del destinatario',
    long: 'A disposición del destinatario en oficina',
  },
  { status: 'delivered', code: 'I010000V', phase: '4', summary: 'Entregado', long: 'Envío entregado' },
  { status: 'on_hold', code: 'M01E320R', phase: '2', summary: 'Estacionado', long: 'Estacionado' },
  {
    status: 'return_initiated',
    code: 'L03D045R',
    phase: '3',
    summary: 'En proceso de devolución',
    long: 'En proceso de devolución',
  },
  { status: 'returned_to_sender', code: 'O140000V', phase: '4', summary: 'Devuelto', long: 'Envío devuelto' },
]);

const inCanaries = ({ place }: SandboxScan): boolean => /palmas|tenerife/i.test(`${place.state} ${place.city}`);

/** Spain's clock, whatever the world's place keeps. */
const clock = (scan: SandboxScan): DateTime =>
  DateTime.fromISO(scan.occurredAt, { zone: inCanaries(scan) ? 'Atlantic/Canary' : 'Europe/Madrid' });

const newAnswer = (parcel: SandboxParcel, now: Date) => [
  {
    code: parcel.trackingNumber,
    serviceCode: parcel.service,
    remitName: 'Remitente Inventado',
    destiName: 'Destinataria Inventada',
    date_delivery_sum: parcel.estimatedDay ? DateTime.fromISO(parcel.estimatedDay).toFormat('dd/MM/yyyy') : null,
    events: words.said(parcel.scans, now).map(({ scan, word }) => ({
      eventDate: clock(scan).toFormat('dd/MM/yyyy'),
      eventHours: clock(scan).toFormat('HH:mm:ss'),
      eventCode: word.code,
      eventDes: null,
      phase: word.phase,
      summaryText: word.summary,
      expandedText: word.long,
      unit: null,
      location: scan.place.city ?? null,
      province: scan.place.state ?? null,
      country: scan.place.country ?? null,
      coordinateX: null,
      coordinateY: null,
    })),
    associatedShipments: [],
    error: { codError: 0, desError: null },
  },
];

const oldAnswer = (parcel: SandboxParcel, now: Date) => {
  const eventos = words.said(parcel.scans, now).map(({ scan, word }) => ({
    fecEvento: clock(scan).toFormat('dd/MM/yyyy'),
    horEvento: clock(scan).toFormat('HH:mm:ss'),
    codEvento: word.code,
    fase: word.phase,
    color: word.code.slice(-1),
    desTextoResumen: word.summary,
    desTextoAmpliado: word.long,
    codired: '',
    unidad: '',
    localidad: scan.place.city ?? '',
    provincia: scan.place.state ?? '',
  }));
  return [
    {
      codEnvio: parcel.trackingNumber,
      codProducto: parcel.service,
      eventos: eventos.length === 1 ? eventos[0] : eventos,
      enviosAsociados: [],
      error: { codError: '0', desError: '' },
    },
  ];
};

const json = (body: unknown, status = 200): SandboxAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const tokenLife = 3_600_000;

const login = (request: SandboxRequest, now: Date): SandboxAnswer => {
  const form = new URLSearchParams(request.body);
  if (form.get('client_id') !== 'sandbox' || form.get('client_secret') !== 'sandbox')
    return json({ error: 'invalid_client' }, 401);
  return json({ idToken: `sandbox-${now.getTime()}`, tokenType: 'Bearer', expiresIn: 3600 });
};

const allowed = (request: SandboxRequest, now: Date): boolean => {
  const sent = request.headers.authorization ?? '';
  if (sent === `Basic ${Buffer.from('sandbox:sandbox').toString('base64')}`) return true;
  const issued = Number(/^Bearer sandbox-(\d+)$/.exec(sent)?.[1]);
  return Number.isFinite(issued) && now.getTime() - issued <= tokenLife;
};

const answer: CarrierSandbox['answer'] = (request, { parcelOf, now }) => {
  if (request.path.endsWith('/Api/Authorize/Token')) return login(request, now);
  const found = /\/(trackpub\/api\/v2\/search|canonico\/eventos_envio_servicio_auth)\/([^/]+)$/.exec(request.path);
  if (!found) return undefined;
  if (!allowed(request, now)) return json({ error: 'Unauthorized' }, 401);
  const number = decodeURIComponent(found[2] ?? '');
  const parcel = parcelOf(number);
  const isNew = found[1]?.startsWith('trackpub') === true;
  if (!parcel) {
    const error = { codError: '3', desError: 'Sin Trazabilidad en Minerva.' };
    return json(isNew ? [{ code: number, events: [], error }] : [{ codEnvio: number, eventos: null, error }]);
  }
  return json(isNew ? newAnswer(parcel, now) : oldAnswer(parcel, now));
};

export const correosSandbox: CarrierSandbox = {
  name: 'correos',
  says: words.says,
  answer,
  credentials: { oauthClientId: 'sandbox', oauthClientSecret: 'sandbox' },
};
