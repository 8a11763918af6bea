/** Asks PostNL for parcels: one barcode a call, an API key in a header, the whole history with `detail`. */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { emptyReading } from '../../wire/json.ts';
import type { Ask, CarrierReading, OutsideAnswer, TrackAccess, TrackClient } from '../carrier.ts';
import { readTrack } from './read.ts';

const track = async (ask: Ask, access: TrackAccess, numbers: readonly string[]) => {
  const reading: CarrierReading = emptyReading();
  const raw: OutsideAnswer[] = [];
  for (const number of numbers) {
    const url = `${access.baseUrl}/shipment/v2/status/barcode/${encodeURIComponent(number)}?detail=true`;
    const headers = { accept: 'application/json', apikey: access.credentials.apikey ?? '' };
    // 400 and 404 speak of the number; a wrong key and a spent quota are the caller's to handle.
    const answer = await ask({ operation: 'track', url, headers }, [400, 404]);
    raw.push(answer);
    const body = answer.body.trim() === '' ? '{"CompleteStatus":{}}' : answer.body;
    const one = readTrack(Buffer.from(body), [number]);
    reading.shipments.push(...one.shipments);
    reading.problems.push(...one.problems);
    reading.errors.push(...one.errors);
  }
  return { reading, raw };
};

export const postnlTrack: TrackClient = {
  batch: 1,
  // Not published per account; careful by default, a connection's settings may say otherwise.
  quota: { perSecond: 5, perDay: 50_000 },
  hosts: { live: 'https://api.postnl.nl', test: 'https://api-sandbox.postnl.nl' },
  credentials: carrierFacts.postnl.credentials,
  track,
  read: readTrack,
};
