/**
 * What Correos' event codes mean. Correos publishes no table: the codes are those of the formats document, of the shop
 * modules Correos itself gives out (its five groups: pre-registered, in progress, delivered, cancelled, returned; read in
 * public copies of its StatusMapper), and codes seen with their wording in public captures of real parcels. The family
 * is in the letters: A admission, P and C transit, G delivery unit, H delivery, I delivered, L and O return, M parked,
 * X Correos Express. Ending R often means that something went wrong.
 *
 * Rows `text:…` are Correos' own summary words (accents and final stop taken off): they decide where a code is unknown,
 * and where the answer has no code at all. The module's group "returned" holds returns under way: only what says that the
 * sender has the parcel again ends the journey here.
 */
import type { StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { StatusRow } from '../carrier.ts';

const rows = (status: TrackingStatus | null, label: string, codes: string): StatusRow[] =>
  codes.split(/\s+/).map((code) => ({ code, status, label }));

const because = (reason: StatusReason, actionRequiredBy: StatusRow['actionRequiredBy'] = 'none') => ({
  reason,
  actionRequiredBy,
});

const confirmed: readonly StatusRow[] = [
  { code: 'A010000V', status: 'picked_up', label: 'Admitido' },
  // The formats document says admitted; a real capture says "Prerregistrado" with the same code.
  { code: 'A090000V', status: 'picked_up', label: 'Admitido' },
  { code: 'A090000V', pattern: 'prerregistrad', status: 'info_received', label: 'Prerregistrado' },
  ...rows('info_received', 'Prerregistrado', 'X010000V P010000V'),
  { code: 'P040000V', status: 'in_transit', label: 'Clasificado' },
  { code: 'P100000V', status: 'in_transit', label: 'Clasificado' },
  { code: 'P101110V', status: 'departed_facility', label: 'En tránsito, salida del centro logístico' },
  { code: 'P101120V', status: 'in_transit', label: 'En tránsito hacia la unidad de reparto' },
  { code: 'P101130V', status: 'in_transit', label: 'En tránsito' },
  { code: 'P090000V', status: 'handed_over', label: 'Transferido a proveedor externo' },
  ...rows('in_transit', 'En tránsito', 'P110000V C010000V X020000V X040000V X070000V X110100V H01I360V'),
  { code: 'X060000V', status: 'at_delivery_depot', label: 'Alta en la unidad de reparto' },
  { code: 'G01L010V', status: 'at_delivery_depot', label: 'Alta en la unidad de reparto' },
  ...rows('out_for_delivery', 'En reparto', 'H020000V H250000V X080000V'),
  ...rows('available_for_pickup', 'A disposición del destinatario', 'H01I350V G01L020V X380000V X390000V L010000V'),
  { code: 'X380000V', pattern: 'entregado', status: 'delivered', label: 'Entregado' },
  ...rows('delivered', 'Entregado', 'I010000V I01H210V X120000V'),
  ...rows('delivery_attempted', 'Intento de entrega', 'H010930R H06P010V H01R424V H01R390V X090100R X090060R X130000R'),
  {
    code: 'H01R420V',
    status: 'delivery_attempted',
    ...because('recipient_absent', 'recipient'),
    label: 'Intento de entrega, ausente',
  },
  {
    code: 'H01R421V',
    status: 'delivery_attempted',
    ...because('address_incorrect', 'us'),
    label: 'Dirección incorrecta, a la oficina',
  },
  {
    code: 'M01E020R',
    status: 'delivery_attempted',
    ...because('address_incorrect', 'us'),
    label: 'A estacionar: dirección incorrecta',
  },
  { code: 'M010090R', status: 'on_hold', label: 'Envío a estacionar' },
  { code: 'M01E320R', status: 'on_hold', label: 'Estacionado' },
  ...rows('in_transit', 'Desestacionado', 'M02E340V M02E360V'),
  { code: 'R010751V', status: null, label: 'Entrega modificada' },
  { code: 'O140000V', status: 'returned_to_sender', label: 'Devuelto' },
  { code: 'I020000V', status: 'returned_to_sender', label: 'Entregado al remitente' },
  { code: 'L03D320R', status: 'return_initiated', ...because('other'), label: 'Finalizado plazo de retirada' },
  { code: 'L03D045R', status: 'return_initiated', label: 'En proceso de devolución' },
];

const preRegistered = rows(
  'info_received',
  'Prerregistrado',
  `A020000R A150000R O040000R SR01000V SR05000V SR070B0R SR070C0R SR070D0R SR070G0R SR070I0R SR070J0R SR070S0R SR070U0R
  SR070Y0R SR080A0R SR080E0R SR080F0R SR080M0R SR080N0R SR080O0R SR080R0R SR080W0R SR09000R X240000V Z010PF0R Z130000R`,
);

const delivered: readonly StatusRow[] = [
  ...rows(
    'delivered',
    'Entregado',
    `E010670V H010710V H300030V H300040V H300050V H300070V I010110V I010120V I010130V I010400V I0104E0V I011010V I011020V
    I011030V I01E030V I01E070V I01E090V I01E410V I01H010V I01H030V I01H040V I01H050V I01H060V I01H220V I01H230V I240300V
    IPUDO02V R010750V X090030R X290030R X340000V X350000V`,
  ),
  // One public source reads a return in it; the wording decides where it says so.
  { code: 'I01H230V', pattern: 'remitente', status: 'returned_to_sender', label: 'Entregado al remitente' },
  { code: 'X090030R', pattern: 'no entregado', status: 'delivery_attempted', label: 'No entregado' },
  { code: 'X290030R', pattern: 'no entregado', status: 'delivery_attempted', label: 'No entregado' },
];

const cancelled = rows(
  'cancelled',
  'Anulado',
  `A040000R A060000R E070000R E130000R E140000R E150000R E230000R E23E500R E310000R H01I270R H01K100V H01K110V H01K130V
  H01K180V H01K200V H01K220V H01K230V H01K240V H01K280V L010000R L040000R L04G000V O020BS0R O080000V VA06GO0R VA06GO0V
  X160000V X190000V`,
);

const returning: readonly StatusRow[] = [
  ...rows(
    'return_initiated',
    'Devolución',
    `B250000R DX92002R DX92007V DX92132R DX92151R DX92153R DX92156R E23E220R E240000R H01E100R H01E110R H01E130R H01E180R
    H01E200R H01E220R H01E230R H01E240R H01E280R H01R220R H01R240R L01R380V L020000V L030000R L030000V L031060R L031070R
    L03D010R L03D100R L03D130R L03D230R L03D240R L03D270V L03D300R L03D360R L03D370R L03DR40V L03I270R L060000R L060100R
    L060110R L060120R L060130R L060140R L060150R L060160R L060170R L060180R L060190R L060200R L060210R L060220R L060230R
    L060240R L060250R L060260R L060270R L060280R L060290R L060990R O130000V X320000V Z06E010R Z190000R Z190DC0R Z190DD0R
    Z190DF0R Z190DP0R Z190DR0R`,
  ),
  // Correos Express incidences 9xx and 29xx: the module counts them as returns, the wording may say a mere attempt.
  ...`X090010R X090020R X090070R X090080R X090110R X090120R X090140R X090150R X090350R X090410R X290010R X290020R X290070R
  X290080R X290110R X290120R X290140R X290150R X290350R X290410R`
    .split(/\s+/)
    .flatMap((code): StatusRow[] => [
      { code, status: 'return_initiated', label: 'Devolución' },
      // Shorter than the next, which says more and so decides where both fit.
      { code, pattern: 'intent', status: 'delivery_attempted', label: 'Intento de entrega' },
      {
        code,
        pattern: 'ausente',
        status: 'delivery_attempted',
        ...because('recipient_absent', 'recipient'),
        label: 'Ausente',
      },
    ]),
  { code: 'X170000V', status: 'returned_to_sender', label: 'Devuelto' },
  // Sources read these three differently (delivered or announced; return or admission; customs): the wording decides.
  { code: 'A170000V', pattern: 'entregado', status: 'delivered', label: 'Entregado' },
  { code: 'A170000V', pattern: 'prerregistrad', status: 'info_received', label: 'Prerregistrado' },
  { code: 'ADV0000V', pattern: 'devoluci', status: 'return_initiated', label: 'Devolución' },
  { code: 'ADV0000V', pattern: 'admitid', status: 'picked_up', label: 'Admitido' },
  { code: 'E000001V', pattern: 'aduana', status: 'in_customs', label: 'En aduana' },
];

/** Correos Express' own numbers (codigoEstado), which the older module sends in the same field. */
const express: readonly StatusRow[] = [
  { code: '1', status: 'info_received', label: 'Sin recepción' },
  { code: '12', status: 'delivered', label: 'Entregado' },
  ...rows('cancelled', 'Anulado', '13 14 15 16 19 31'),
  { code: '17', status: 'returned_to_sender', label: 'Devuelto' },
];

const said = (text: string, status: TrackingStatus | null, more: Partial<StatusRow> = {}): StatusRow => ({
  code: `text:${text}`,
  status,
  label: text,
  ...more,
});

const texts: readonly StatusRow[] = [
  said('prerregistrado', 'info_received'),
  said('admitido', 'picked_up'),
  said('admision anulada', 'cancelled'),
  said('anulado', 'cancelled'),
  said('cancelado', 'cancelled'),
  said('clasificado', 'in_transit'),
  said('en transito', 'in_transit'),
  said('en transit', 'in_transit'),
  said('en camino', 'in_transit'),
  said('en arrastre', 'in_transit'),
  said('delegacion destino', 'at_delivery_depot'),
  said('alta en la unidad de reparto', 'at_delivery_depot'),
  said('alta en unidad de reparto', 'at_delivery_depot'),
  said('en reparto', 'out_for_delivery'),
  said('a disposicion del destinatario', 'available_for_pickup'),
  said('disponible en oficina para recoger', 'available_for_pickup'),
  said('en oficina', 'available_for_pickup'),
  said('disponible para recoger', 'available_for_pickup'),
  said('entregado', 'delivered'),
  said('entregado en oficina', 'delivered'),
  said('entregado al remitente', 'returned_to_sender'),
  said('intento de entrega', 'delivery_attempted'),
  said('intento de entrega fallido', 'delivery_attempted'),
  said('intento de entrega. ausente', 'delivery_attempted', because('recipient_absent', 'recipient')),
  said('destinatario ausente', 'delivery_attempted', because('recipient_absent', 'recipient')),
  said('ausente', 'delivery_attempted', because('recipient_absent', 'recipient')),
  said('no entregado', 'delivery_attempted'),
  said('direccion incorrecta', 'delivery_attempted', because('address_incorrect', 'us')),
  said(
    'direccion incorrecta. se procede a remitir el envio a la oficina de referencia',
    'delivery_attempted',
    because('address_incorrect', 'us'),
  ),
  said('intento de entrega fallido — ausente', 'delivery_attempted', because('recipient_absent', 'recipient')),
  said('desconocido', 'delivery_attempted', because('address_incorrect', 'us')),
  said('rehusado', 'delivery_attempted', because('recipient_refused', 'us')),
  said('extraviado', 'exception', because('carrier_lost', 'us')),
  said('llegada a la oficina de destino', 'at_delivery_depot'),
  said('entrada en aduana', 'in_customs'),
  said('en tramite aduanero', 'in_customs'),
  said('salida de aduana', 'customs_cleared'),
  said('envio retenido en aduana', 'customs_held'),
  said('devolucion del envio por finalizacion de plazo de retirada', 'return_initiated', because('other')),
  said('envio a estacionar', 'on_hold'),
  said('estacionado', 'on_hold'),
  said('desestacionado', 'in_transit'),
  said('en aduana', 'in_customs'),
  said('finalizado plazo retirada', 'return_initiated', because('other')),
  said('en proceso de devolucion', 'return_initiated'),
  said('en devolucion', 'return_initiated'),
  said('devuelto', 'returned_to_sender'),
  said('devuelto al remitente', 'returned_to_sender'),
  said('entrega modificada', null),
  said('no informado', null),
  said('sin recepcion', 'info_received'),
];

export const correosStatuses: readonly StatusRow[] = [
  ...confirmed,
  ...preRegistered,
  ...delivered,
  ...cancelled,
  ...returning,
  ...express,
  ...texts,
];
