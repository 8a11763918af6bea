/** A carrier's network: from where a parcel is collected over hubs to the depot and the door, and how long stretches take. */
import type { Address, Place } from '@gantry/shared/values/address';
import { between, distanceKm } from '@gantry/shared/values/geo';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { type City, cities, customsCountries, hubs, type Site } from '../data/network.data.ts';
import { type Random, randomOf } from '../random.ts';

export type Stop = Site & { text: string };
/** `stops` begins where the parcel is collected and ends at the depot of its van. */
export type Route = { stops: readonly Stop[]; door: Stop; crossesBorder: boolean; customs: boolean };

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

/** The city whose depot serves an address: the nearest, or without coordinates one of its name or country. */
const cityNear = ({ city, country, latitude, longitude }: Address): City => {
  const alike = cities.filter((one) => one.country === country);
  const known = alike.find((one) => one.city === city) ?? alike[0] ?? (cities[0] as City);
  if (latitude === undefined || longitude === undefined) return known;
  const away = (one: City) => distanceKm(one, { latitude, longitude });
  return cities.reduce((best, one) => (away(one) < away(best) ? one : best), known);
};

const stopAt = (address: Address, near: City): Stop => ({
  text: address.company ?? address.city,
  city: address.city,
  ...(address.state === undefined ? {} : { state: address.state }),
  postalCode: address.postalCode ?? near.postalCode,
  country: address.country,
  timeZone: usualTimeZoneOf(address.country, address.state) ?? near.timeZone,
  latitude: address.latitude ?? near.latitude,
  longitude: address.longitude ?? near.longitude,
  continent: near.continent,
});

/** The same depot for a city every time, somewhere at its edge. */
const depotOf = (city: City): Stop => {
  const random = randomOf('depot', city.city, city.country);
  const nudge = (degrees: number) => Number((degrees + random.between(-0.09, 0.09)).toFixed(4));
  return {
    ...city,
    latitude: nudge(city.latitude),
    longitude: nudge(city.longitude),
    text: `Depot ${city.city}`,
  };
};

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

/** The way of a parcel between two addresses. */
export const routeBetween = (origin: Address, destination: Address, random: Random): Route => {
  const start = stopAt(origin, cityNear(origin));
  const served = cityNear(destination);
  const depot = depotOf(served);
  const over = through(start, depot, random).map((hub) => ({ ...hub, text: `Hub ${hub.city}` }));
  return {
    stops: [start, ...over, depot],
    door: { ...stopAt(destination, served), text: destination.city },
    crossesBorder: depot.country !== start.country,
    customs:
      depot.country !== start.country &&
      (customsCountries.has(depot.country) ||
        customsCountries.has(start.country) ||
        depot.continent !== start.continent),
  };
};

const flyingKm = 900;
/** Hours between two stops: by road, by air where that is far and the service fast or an ocean lies between. */
export const hoursBetween = (from: Site, to: Site, { speed, fast }: { speed: number; fast: boolean }): number => {
  const far = distanceKm(from, to) * 1.15;
  const flies = from.continent !== to.continent || (fast && far > flyingKm);
  return flies ? 2 + far / (520 * speed) : 0.2 + far / (70 * speed);
};

const fastServices = /express|priority|premium|next-day|two-day|evening|express-saver/;
/** Whether a service is one of the dearer, faster ones. */
export const isFast = (service: string): boolean => fastServices.test(service);
