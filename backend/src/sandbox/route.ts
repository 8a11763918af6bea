/** The way of a parcel: from the warehouse over hubs to the depot and the door, and how long each stretch takes. */

import type { Place } from '@gantry/shared/values/address';
import { between, distanceKm } from '@gantry/shared/values/geo';
import type { CarrierTraits } from './data/carriers.data.ts';
import {
  type City,
  cities,
  customsCountries,
  hubs,
  type Site,
  type Warehouse,
  warehouses,
} from './data/network.data.ts';
import { type Random, randomOf } from './random.ts';

export type Stop = Site & { text: string };
export type Route = { warehouse: Warehouse; stops: Stop[]; door: Stop; crossesBorder: boolean; customs: boolean };

/** A place as a scan carries it. */
export const placeOf = (stop: Stop): Place => ({
  text: stop.text,
  city: stop.city,
  ...(stop.state === undefined ? {} : { state: stop.state }),
  country: stop.country,
  latitude: stop.latitude,
  longitude: stop.longitude,
});

/** Where a vehicle is, a share of the way between two stops; it still counts as being in the country it left. */
export const onTheRoad = (from: Stop, to: Stop, share: number): Place => {
  const point = between(from, to, share);
  return {
    text: `${from.city} - ${to.city}`,
    ...(from.state === undefined ? {} : { state: from.state }),
    country: from.country,
    latitude: Number(point.latitude.toFixed(4)),
    longitude: Number(point.longitude.toFixed(4)),
  };
};

const nudged = (site: Site, random: Random, degrees: number): Site => ({
  ...site,
  latitude: Number((site.latitude + random.between(-degrees, degrees)).toFixed(4)),
  longitude: Number((site.longitude + random.between(-degrees, degrees)).toFixed(4)),
});

const through = (from: Site, to: Site, random: Random): Site[] => {
  const direct = distanceKm(from, to);
  if (direct < 220) return [];
  const detour = (hub: Site) => distanceKm(from, hub) + distanceKm(hub, to);
  const near = hubs
    .filter((hub) => hub.continent === from.continent && distanceKm(from, hub) > 60 && distanceKm(hub, to) > 40)
    .filter((hub) => distanceKm(hub, to) < direct * 0.85)
    .filter((hub) => detour(hub) < direct * 1.25 + 80)
    .sort((one, other) => detour(one) - detour(other))
    .slice(0, 4);
  if (near.length === 0) return [];
  const first = random.pick(near);
  if (distanceKm(first, to) < 700) return [first];
  const rest = through(first, to, random).slice(0, 1);
  return [first, ...rest];
};

/** Draws where a parcel comes from and goes to, and over which places. */
export const drawRoute = (random: Random): Route => {
  const warehouse = random.weighted(warehouses, (one) => one.weight);
  const reachable = cities.filter((city) => city.continent === warehouse.continent);
  const city: City = random.weighted(reachable, (one) => one.weight / (500 + distanceKm(one, warehouse)));
  const depotAt = nudged(city, randomOf('depot', city.city, city.country), 0.09);
  const start: Stop = { ...warehouse, text: warehouse.label };
  const between = through(warehouse, city, random).map((hub) => ({ ...hub, text: `Hub ${hub.city}` }));
  const depot: Stop = { ...depotAt, text: `Depot ${city.city}` };
  return {
    warehouse,
    stops: [start, ...between, depot],
    door: { ...nudged(city, random, 0.06), text: city.city },
    crossesBorder: city.country !== warehouse.country,
    customs: customsCountries.has(city.country),
  };
};

/** Hours between two stops at a carrier's usual pace: by road, and by air when far. */
export const hoursBetween = (from: Site, to: Site, carrier: Pick<CarrierTraits, 'speed'>): number => {
  const far = distanceKm(from, to) * 1.15;
  return far > 1000 ? 1.5 + far / (430 * carrier.speed) : 0.2 + far / (78 * carrier.speed);
};

/** Hours from the order to the door when nothing goes wrong: what a careful shop promises by. */
export const usualHours = (route: Route, carrier: Pick<CarrierTraits, 'speed'>): number => {
  let hours = 3.6 + 4.2 + (route.customs ? 3 : 0);
  for (let n = 1; n < route.stops.length; n++) {
    hours += hoursBetween(route.stops[n - 1] as Stop, route.stops[n] as Stop, carrier) + (n > 1 ? 1.3 : 0);
  }
  return hours;
};
