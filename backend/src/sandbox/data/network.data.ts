/**
 * Where the sandbox world happens: warehouses, carriers' hubs and the cities people live in, on two continents.
 * Coordinates are city centres (public knowledge, rounded); weights follow population loosely.
 */
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';

export type Continent = 'europe' | 'america';
export type Site = {
  city: string;
  state?: string;
  postalCode: string;
  country: string;
  timeZone: string;
  latitude: number;
  longitude: number;
  continent: Continent;
};
export type Warehouse = Site & { name: string; label: string; street: string; weight: number };
export type City = Site & { weight: number };

const warehouseRows: readonly Omit<Warehouse, 'timeZone'>[] = [
  {
    name: 'madrid',
    label: 'Madrid Getafe',
    street: 'Calle de la Torneria 8',
    city: 'Getafe',
    postalCode: '28906',
    country: 'ES',
    latitude: 40.305,
    longitude: -3.733,
    continent: 'europe',
    weight: 5,
  },
  {
    name: 'rotterdam',
    label: 'Rotterdam Europoort',
    street: 'Moezelweg 120',
    city: 'Rotterdam',
    postalCode: '3198LS',
    country: 'NL',
    latitude: 51.951,
    longitude: 4.136,
    continent: 'europe',
    weight: 7,
  },
  {
    name: 'leipzig',
    label: 'Leipzig Nord',
    street: 'Messe-Allee 21',
    city: 'Leipzig',
    state: 'SN',
    postalCode: '04356',
    country: 'DE',
    latitude: 51.396,
    longitude: 12.402,
    continent: 'europe',
    weight: 7,
  },
  {
    name: 'milan',
    label: 'Milan Segrate',
    street: 'Via Rivoltana 35',
    city: 'Segrate',
    state: 'MI',
    postalCode: '20054',
    country: 'IT',
    latitude: 45.478,
    longitude: 9.296,
    continent: 'europe',
    weight: 5,
  },
  {
    name: 'edison',
    label: 'Edison NJ',
    street: '160 Raritan Center Parkway',
    city: 'Edison',
    state: 'NJ',
    postalCode: '08837',
    country: 'US',
    latitude: 40.512,
    longitude: -74.331,
    continent: 'america',
    weight: 9,
  },
  {
    name: 'dallas',
    label: 'Dallas South',
    street: '4100 Bonnie View Road',
    city: 'Dallas',
    state: 'TX',
    postalCode: '75216',
    country: 'US',
    latitude: 32.695,
    longitude: -96.767,
    continent: 'america',
    weight: 8,
  },
];

const zoneFor = (country: string, state?: string): string => usualTimeZoneOf(country, state) ?? 'UTC';

export const warehouses: readonly Warehouse[] = warehouseRows.map((row) => ({
  ...row,
  timeZone: zoneFor(row.country, row.state),
}));

type Row = [city: string, region: string, postalCode: string, latitude: number, longitude: number, weight: number];
const site = (continent: Continent, [city, region, postalCode, latitude, longitude, weight]: Row): City => {
  const [country = '', state] = region.split('-');
  const timeZone = zoneFor(country, state);
  return { city, ...(state ? { state } : {}), postalCode, country, timeZone, latitude, longitude, weight, continent };
};

const european: Row[] = [
  ['Madrid', 'ES-MD', '28013', 40.4168, -3.7038, 9],
  ['Barcelona', 'ES-CT', '08002', 41.3874, 2.1686, 8],
  ['Valencia', 'ES-VC', '46002', 39.4699, -0.3763, 4],
  ['Sevilla', 'ES-AN', '41001', 37.3891, -5.9845, 4],
  ['Zaragoza', 'ES-AR', '50003', 41.6488, -0.8891, 3],
  ['Málaga', 'ES-AN', '29015', 36.7213, -4.4214, 3],
  ['Bilbao', 'ES-PV', '48001', 43.263, -2.935, 3],
  ['A Coruña', 'ES-GA', '15001', 43.3623, -8.4115, 2],
  ['Lisboa', 'PT', '1100-148', 38.7223, -9.1393, 5],
  ['Porto', 'PT', '4000-322', 41.1579, -8.6291, 3],
  ['Paris', 'FR', '75004', 48.8566, 2.3522, 10],
  ['Lyon', 'FR', '69002', 45.764, 4.8357, 5],
  ['Marseille', 'FR', '13001', 43.2965, 5.3698, 5],
  ['Toulouse', 'FR', '31000', 43.6047, 1.4442, 4],
  ['Bordeaux', 'FR', '33000', 44.8378, -0.5792, 3],
  ['Nantes', 'FR', '44000', 47.2184, -1.5536, 3],
  ['Lille', 'FR', '59000', 50.6292, 3.0573, 3],
  ['Strasbourg', 'FR', '67000', 48.5734, 7.7521, 2],
  ['Amsterdam', 'NL', '1012JS', 52.3676, 4.9041, 6],
  ['Utrecht', 'NL', '3511AA', 52.0907, 5.1214, 3],
  ['Eindhoven', 'NL', '5611EA', 51.4416, 5.4697, 3],
  ['Groningen', 'NL', '9711LM', 53.2194, 6.5665, 2],
  ['Bruxelles', 'BE', '1000', 50.8503, 4.3517, 5],
  ['Antwerpen', 'BE', '2000', 51.2194, 4.4025, 3],
  ['Luxembourg', 'LU', '1116', 49.6116, 6.1319, 1],
  ['Berlin', 'DE-BE', '10117', 52.52, 13.405, 9],
  ['Hamburg', 'DE-HH', '20095', 53.5511, 9.9937, 6],
  ['München', 'DE-BY', '80331', 48.1351, 11.582, 7],
  ['Köln', 'DE-NW', '50667', 50.9375, 6.9603, 5],
  ['Frankfurt am Main', 'DE-HE', '60311', 50.1109, 8.6821, 5],
  ['Stuttgart', 'DE-BW', '70173', 48.7758, 9.1829, 4],
  ['Hannover', 'DE-NI', '30159', 52.3759, 9.732, 3],
  ['Dresden', 'DE-SN', '01067', 51.0504, 13.7373, 3],
  ['Nürnberg', 'DE-BY', '90402', 49.4521, 11.0767, 3],
  ['Wien', 'AT', '1010', 48.2082, 16.3738, 5],
  ['Graz', 'AT', '8010', 47.0707, 15.4395, 2],
  ['Salzburg', 'AT', '5020', 47.8095, 13.055, 1],
  ['Zürich', 'CH', '8001', 47.3769, 8.5417, 3],
  ['Genève', 'CH', '1201', 46.2044, 6.1432, 2],
  ['Milano', 'IT-MI', '20121', 45.4642, 9.19, 7],
  ['Roma', 'IT-RM', '00184', 41.9028, 12.4964, 7],
  ['Torino', 'IT-TO', '10121', 45.0703, 7.6869, 4],
  ['Bologna', 'IT-BO', '40121', 44.4949, 11.3426, 3],
  ['Firenze', 'IT-FI', '50122', 43.7696, 11.2558, 3],
  ['Napoli', 'IT-NA', '80133', 40.8518, 14.2681, 4],
  ['Venezia', 'IT-VE', '30121', 45.4408, 12.3155, 2],
  ['London', 'GB', 'EC2A 4NE', 51.5074, -0.1278, 6],
  ['Birmingham', 'GB', 'B2 4QA', 52.4862, -1.8904, 3],
  ['Manchester', 'GB', 'M1 1AE', 53.4808, -2.2426, 3],
  ['Edinburgh', 'GB', 'EH1 1YZ', 55.9533, -3.1883, 1],
  ['Dublin', 'IE', 'D02 AF30', 53.3498, -6.2603, 2],
  ['København', 'DK', '1550', 55.6761, 12.5683, 3],
  ['Malmö', 'SE', '211 20', 55.605, 13.0038, 1],
  ['Stockholm', 'SE', '111 20', 59.3293, 18.0686, 3],
  ['Göteborg', 'SE', '411 06', 57.7089, 11.9746, 2],
  ['Oslo', 'NO', '0154', 59.9139, 10.7522, 1],
  ['Warszawa', 'PL', '00-001', 52.2297, 21.0122, 6],
  ['Kraków', 'PL', '31-042', 50.0647, 19.945, 3],
  ['Wrocław', 'PL', '50-101', 51.1079, 17.0385, 3],
  ['Poznań', 'PL', '61-772', 52.4064, 16.9252, 2],
  ['Praha', 'CZ', '110 00', 50.0755, 14.4378, 4],
  ['Brno', 'CZ', '602 00', 49.1951, 16.6068, 2],
  ['Bratislava', 'SK', '811 01', 48.1486, 17.1077, 2],
  ['Budapest', 'HU', '1051', 47.4979, 19.0402, 3],
  ['Ljubljana', 'SI', '1000', 46.0569, 14.5058, 1],
  ['Zagreb', 'HR', '10000', 45.815, 15.9819, 2],
];

const american: Row[] = [
  ['New York', 'US-NY', '10001', 40.7506, -73.9972, 12],
  ['Brooklyn', 'US-NY', '11201', 40.6943, -73.9903, 8],
  ['Buffalo', 'US-NY', '14202', 42.8864, -78.8784, 2],
  ['Boston', 'US-MA', '02108', 42.3601, -71.0589, 6],
  ['Hartford', 'US-CT', '06103', 41.7658, -72.6734, 2],
  ['Portland', 'US-ME', '04101', 43.6591, -70.2568, 1],
  ['Philadelphia', 'US-PA', '19103', 39.9526, -75.1652, 6],
  ['Pittsburgh', 'US-PA', '15222', 40.4406, -79.9959, 3],
  ['Baltimore', 'US-MD', '21202', 39.2904, -76.6122, 3],
  ['Washington', 'US-DC', '20005', 38.9072, -77.0369, 5],
  ['Richmond', 'US-VA', '23219', 37.5407, -77.436, 2],
  ['Raleigh', 'US-NC', '27601', 35.7796, -78.6382, 3],
  ['Charlotte', 'US-NC', '28202', 35.2271, -80.8431, 4],
  ['Atlanta', 'US-GA', '30303', 33.749, -84.388, 6],
  ['Jacksonville', 'US-FL', '32202', 30.3322, -81.6557, 3],
  ['Orlando', 'US-FL', '32801', 28.5383, -81.3792, 4],
  ['Tampa', 'US-FL', '33602', 27.9506, -82.4572, 4],
  ['Miami', 'US-FL', '33131', 25.7617, -80.1918, 5],
  ['Nashville', 'US-TN', '37203', 36.1627, -86.7816, 3],
  ['Memphis', 'US-TN', '38103', 35.1495, -90.049, 2],
  ['Birmingham', 'US-AL', '35203', 33.5186, -86.8104, 2],
  ['New Orleans', 'US-LA', '70112', 29.9511, -90.0715, 2],
  ['Cleveland', 'US-OH', '44114', 41.4993, -81.6944, 3],
  ['Columbus', 'US-OH', '43215', 39.9612, -82.9988, 3],
  ['Cincinnati', 'US-OH', '45202', 39.1031, -84.512, 2],
  ['Detroit', 'US-MI', '48226', 42.3314, -83.0458, 4],
  ['Indianapolis', 'US-IN', '46204', 39.7684, -86.1581, 3],
  ['Chicago', 'US-IL', '60602', 41.8781, -87.6298, 9],
  ['Milwaukee', 'US-WI', '53202', 43.0389, -87.9065, 2],
  ['Minneapolis', 'US-MN', '55401', 44.9778, -93.265, 3],
  ['St. Louis', 'US-MO', '63101', 38.627, -90.1994, 3],
  ['Kansas City', 'US-MO', '64106', 39.0997, -94.5786, 3],
  ['Omaha', 'US-NE', '68102', 41.2565, -95.9345, 1],
  ['Oklahoma City', 'US-OK', '73102', 35.4676, -97.5164, 2],
  ['Dallas', 'US-TX', '75201', 32.7767, -96.797, 7],
  ['Fort Worth', 'US-TX', '76102', 32.7555, -97.3308, 4],
  ['Austin', 'US-TX', '78701', 30.2672, -97.7431, 5],
  ['San Antonio', 'US-TX', '78205', 29.4241, -98.4936, 5],
  ['Houston', 'US-TX', '77002', 29.7604, -95.3698, 8],
  ['Denver', 'US-CO', '80202', 39.7392, -104.9903, 4],
  ['Albuquerque', 'US-NM', '87102', 35.0844, -106.6504, 2],
  ['Salt Lake City', 'US-UT', '84101', 40.7608, -111.891, 2],
  ['Boise', 'US-ID', '83702', 43.615, -116.2023, 1],
  ['Phoenix', 'US-AZ', '85004', 33.4484, -112.074, 5],
  ['Tucson', 'US-AZ', '85701', 32.2226, -110.9747, 2],
  ['Las Vegas', 'US-NV', '89101', 36.1699, -115.1398, 3],
  ['Los Angeles', 'US-CA', '90013', 34.0522, -118.2437, 10],
  ['San Diego', 'US-CA', '92101', 32.7157, -117.1611, 4],
  ['San Francisco', 'US-CA', '94103', 37.7749, -122.4194, 5],
  ['San Jose', 'US-CA', '95113', 37.3382, -121.8863, 4],
  ['Sacramento', 'US-CA', '95814', 38.5816, -121.4944, 2],
  ['Portland', 'US-OR', '97204', 45.5152, -122.6784, 3],
  ['Seattle', 'US-WA', '98101', 47.6062, -122.3321, 5],
  ['Spokane', 'US-WA', '99201', 47.6588, -117.426, 1],
];

export const cities: readonly City[] = [
  ...european.map((row) => site('europe', row)),
  ...american.map((row) => site('america', row)),
];

/** Sorting hubs that carriers share. */
export const hubs: readonly Site[] = [
  site('europe', ['Vitoria-Gasteiz', 'ES-PV', '01015', 42.848, -2.672, 0]),
  site('europe', ['Zaragoza', 'ES-AR', '50197', 41.62, -0.98, 0]),
  site('europe', ['Roissy-en-France', 'FR', '95700', 49.003, 2.517, 0]),
  site('europe', ['Lyon Saint-Exupéry', 'FR', '69125', 45.721, 5.081, 0]),
  site('europe', ['Liège', 'BE', '4460', 50.637, 5.443, 0]),
  site('europe', ['Köln/Bonn', 'DE-NW', '51147', 50.866, 7.143, 0]),
  site('europe', ['Bad Hersfeld', 'DE-HE', '36251', 50.868, 9.707, 0]),
  site('europe', ['Schkeuditz', 'DE-SN', '04435', 51.42, 12.22, 0]),
  site('europe', ['Nürnberg Hafen', 'DE-BY', '90451', 49.4, 11.05, 0]),
  site('europe', ['Piacenza', 'IT-PC', '29122', 45.052, 9.693, 0]),
  site('europe', ['Bologna Interporto', 'IT-BO', '40010', 44.62, 11.37, 0]),
  site('europe', ['Linz', 'AT', '4030', 48.306, 14.286, 0]),
  site('europe', ['Stryków', 'PL', '95-010', 51.9, 19.6, 0]),
  site('europe', ['Daventry', 'GB', 'NN6 7GZ', 52.28, -1.17, 0]),
  site('europe', ['Taulov', 'DK', '7000', 55.55, 9.62, 0]),
  site('america', ['Secaucus', 'US-NJ', '07094', 40.79, -74.06, 0]),
  site('america', ['Harrisburg', 'US-PA', '17112', 40.27, -76.88, 0]),
  site('america', ['Greensboro', 'US-NC', '27409', 36.07, -79.79, 0]),
  site('america', ['Atlanta Forest Park', 'US-GA', '30297', 33.62, -84.36, 0]),
  site('america', ['Louisville', 'US-KY', '40209', 38.25, -85.76, 0]),
  site('america', ['Memphis', 'US-TN', '38118', 35.04, -89.98, 0]),
  site('america', ['Indianapolis Plainfield', 'US-IN', '46168', 39.7, -86.4, 0]),
  site('america', ['Chicago Hodgkins', 'US-IL', '60525', 41.77, -87.86, 0]),
  site('america', ['Dallas Alliance', 'US-TX', '76177', 32.99, -97.32, 0]),
  site('america', ['Lenexa', 'US-KS', '66219', 38.95, -94.76, 0]),
  site('america', ['Denver Commerce City', 'US-CO', '80022', 39.81, -104.93, 0]),
  site('america', ['Phoenix Tolleson', 'US-AZ', '85353', 33.45, -112.26, 0]),
  site('america', ['Ontario', 'US-CA', '91761', 34.06, -117.6, 0]),
  site('america', ['Sparks', 'US-NV', '89434', 39.53, -119.75, 0]),
];

/** Outside the customs union of the European warehouses: parcels there are declared. */
export const customsCountries: ReadonlySet<string> = new Set(['GB', 'CH', 'NO']);
