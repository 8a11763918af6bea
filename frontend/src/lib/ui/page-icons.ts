/** The drawings of the registry's icons: lines in a 16 x 16 box, in the colour of the text beside them. */
import type { PageIcon } from '@gantry/shared/page';

export const pageShapes: Record<PageIcon, string> = {
  tower: 'M8 1.5L13 5v9.5H3V5ZM8 14.5V10M6 7.5h4',
  wall: 'M2 3h12v8H2ZM6 14h4M8 11v3',
  orders: 'M2 2.5h3.3v11H2ZM6.4 2.5h3.3v7.5H6.4ZM10.8 2.5h3.3v4.5h-3.3Z',
  parcel: 'M8 1.5l6 3v7l-6 3l-6-3v-7ZM2 4.5l6 3l6-3M8 7.5v7',
  truck:
    'M1.5 4h8v7h-8ZM9.5 6.5h3l2 2.5V11h-5M4.5 13a1.5 1.5 0 1 0 0-3a1.5 1.5 0 0 0 0 3M11.5 13a1.5 1.5 0 1 0 0-3a1.5 1.5 0 0 0 0 3',
  'map-rows': 'M2 4h4M2 8h4M2 12h4M10 4h4M10 8h4M10 12h4M6 4l4 4M6 8l4-4M6 12h4',
  replay: 'M3 8a5 5 0 1 1 1.6 3.7M3 13v-3h3M8 5.5V8l2 1.4',
  target: 'M8 2a6 6 0 1 0 0 12a6 6 0 0 0 0-12M8 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6M8 8h.01',
  brand: 'M3 2h10v4H3ZM3 9h4v5H3ZM10 9h3M10 12h3',
  code: 'M5 4L1.5 8L5 12M11 4l3.5 4L11 12',
  file: 'M4 1.5h5l3 3v10H4ZM9 1.5v3h3',
  gauge: 'M2 12a6 6 0 1 1 12 0M8 12l3-4.5M4.8 8.8l-.7-.7M8 7.2V6',
  person: 'M8 8a3 3 0 1 0 0-6a3 3 0 0 0 0 6M2.5 14.5a5.5 5.5 0 0 1 11 0',
  people:
    'M6 7.5a2.5 2.5 0 1 0 0-5a2.5 2.5 0 0 0 0 5M1.5 14a4.5 4.5 0 0 1 9 0M10.5 2.8a2.5 2.5 0 0 1 0 4.4M12 9.8a4.5 4.5 0 0 1 2.5 4.2',
  key: 'M5 14a3.2 3.2 0 1 0 0-6.4a3.2 3.2 0 0 0 0 6.4M7.3 8.5L13.5 2.3M11 4.8l2.2 2.2',
  screen: 'M1.5 2.5h13v9h-13ZM5 14.5h6M8 11.5v3M6 5.5l4 1.5l-4 1.5Z',
  shop: 'M2.5 7v7h11V7M1.5 6L3 2h10l1.5 4ZM6.5 14v-4h3v4',
  shield: 'M8 1.5l5.5 2v4c0 3.3-2.3 5.8-5.5 7c-3.2-1.2-5.5-3.7-5.5-7v-4ZM5.7 8l1.7 1.7L10.5 6.4',
  log: 'M3 1.5h10v13H3ZM5.5 5h5M5.5 8h5M5.5 11h3',
  mail: 'M1.5 3.5h13v9h-13ZM1.5 4.5L8 9l6.5-4.5',
  query:
    'M8 5.5c3.3 0 5.5-.9 5.5-2S11.3 1.5 8 1.5s-5.5.9-5.5 2s2.2 2 5.5 2M2.5 3.5v9c0 1.1 2.2 2 5.5 2s5.5-.9 5.5-2v-9M2.5 8c0 1.1 2.2 2 5.5 2s5.5-.9 5.5-2',
  systems: 'M2 2.5h5v4H2ZM9 9.5h5v4H9ZM4.5 6.5v5H9',
  settings:
    'M2 4.5h7M13 4.5h1M11 6a1.5 1.5 0 1 0 0-3a1.5 1.5 0 0 0 0 3M2 11.5h1M7 11.5h7M5 13a1.5 1.5 0 1 0 0-3a1.5 1.5 0 0 0 0 3',
  shelves: 'M2.5 1.5v13M13.5 1.5v13M2.5 7h11M2.5 13h11M5 7V3.5h3V7M9.5 13V9.5h2V13M5 13v-2.5h2.5V13',
  queue: 'M2 3h2v2H2ZM6.5 4h7.5M2 7h2v2H2ZM6.5 8h7.5M2 11h2v2H2ZM6.5 12h5',
  scanner: 'M1.5 5V2.5H4M12 2.5h2.5V5M14.5 11v2.5H12M4 13.5H1.5V11M4.5 5.5v5M7 5.5v5M9 5.5v5M11.5 5.5v5',
  station: 'M1.5 9.5h13M3 9.5v5M13 9.5v5M4.5 9.5v-5h7v5M7 4.5v2h2v-2',
  counter:
    'M1.5 8.5h13M3 8.5v6M13 8.5v6M6 5.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0M4.5 8.5c0-1.4 1.5-2 3.500-2s3.500.600 3.500 2',
  vendor: 'M1.5 14.5v-8l4.500 2.500v-2.500l4.500 2.500v-7h4v12.500zM4 11.500h1.500M7.500 11.500h1.500M11 11.500h1.500',
  bars: 'M2 14.5V2M2 14.5h12.5M4.5 12.5v-4M7.5 12.5v-8M10.5 12.5V7M13.5 12.5V5.5',
  return: 'M5.5 1.5L2 5l3.5 3.5M2 5h7.5a4.5 4.5 0 0 1 0 9H4',
  audit: 'M3 2v12M3 4h.01M3 8h.01M3 12h.01M6 4h8M6 8h5M6 12h3M10.5 11.8l1.6 1.6l2.6-3',
  pulse: 'M1.5 8h3l2-4.5l3 9l2-4.5h3',
  trash: 'M3 4.5h10M6 4.5V2.5h4v2M4.5 4.5l.7 9.5h5.6l.7-9.5M6.8 7v4.5M9.2 7v4.5',
};
