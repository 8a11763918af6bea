/** PostNL's side of its own format: the complete status of a barcode, newest event first, by the Dutch clock. */
import { DateTime } from 'luxon';
import { type CarrierSandbox, type SandboxAnswer, type SandboxParcel, type SandboxScan, wordsOf } from '../sandbox.ts';
import { postnlWords, type Word } from './sandbox.data.ts';

const words = wordsOf(postnlWords);

const stamp = ({ occurredAt }: SandboxScan): string =>
  DateTime.fromISO(occurredAt, { zone: 'Europe/Amsterdam' }).toFormat('dd-MM-yyyy HH:mm:ss');

const locationCode = (city: string): string =>
  String(160_000 + ([...city].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0) % 9999));

const statusOf = ({ scan, word }: { scan: SandboxScan; word: Word }) => ({
  TimeStamp: stamp(scan),
  StatusCode: word.code,
  StatusDescription: word.said,
  PhaseCode: word.phase,
  PhaseDescription:
    { '1': 'Collectie', '2': 'Sortering', '3': 'Distributie', '4': 'Afgeleverd' }[word.phase] ?? word.said,
});

const shipmentOf = (parcel: SandboxParcel, now: Date) => {
  const happened = words.said(parcel.scans, now).reverse();
  const [newest] = happened;
  return {
    MainBarcode: parcel.trackingNumber,
    Barcode: parcel.trackingNumber,
    ShipmentAmount: '1',
    ShipmentCounter: '1',
    Customer: { CustomerCode: 'DEVC', CustomerNumber: '11223344', Name: {} },
    ProductCode: '003085',
    ProductDescription: parcel.service,
    Reference: {},
    ...(parcel.estimatedDay
      ? { Expectation: { ETAFrom: `${parcel.estimatedDay}T10:00:00`, ETATo: `${parcel.estimatedDay}T14:00:00` } }
      : {}),
    Event: happened.map(({ scan, word }) => ({
      Code: word.event,
      Description: word.text,
      DestinationLocationCode: {},
      LocationCode: locationCode(scan.place.city ?? ''),
      RouteCode: {},
      RouteName: {},
      TimeStamp: stamp(scan),
    })),
    ...(newest ? { Status: statusOf(newest) } : {}),
    OldStatus: happened.map(statusOf),
  };
};

const json = (body: unknown, status = 200): SandboxAnswer => ({
  status,
  contentType: 'application/json;charset=UTF-8',
  body: JSON.stringify(body),
});

const answer: CarrierSandbox['answer'] = (request, { parcelOf, now }) => {
  const found = /\/shipment\/v2\/status\/barcode\/([^/]+)$/.exec(request.path);
  if (!found) return undefined;
  if (request.headers.apikey !== 'sandbox')
    return json({ fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.InvalidApiKey' } } }, 401);
  const parcel = parcelOf(decodeURIComponent(found[1] ?? ''));
  if (!parcel) return json({ CompleteStatus: {}, Warnings: [{ Code: '2', Description: 'No shipment found' }] });
  return json({ CompleteStatus: { Shipment: shipmentOf(parcel, now) } });
};

export const postnlSandbox: CarrierSandbox = {
  name: 'postnl',
  says: words.says,
  answer,
  credentials: { apikey: 'sandbox' },
};
