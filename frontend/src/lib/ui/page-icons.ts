/** The drawings of the registry's icons: lines in a 16 x 16 box, in the colour of the text beside them. */
import type { PageIcon } from '@gantry/shared/navigation';

export const pageShapes: Record<PageIcon, string> = {
  tower: 'M8 1.5L13 5v9.5H3V5ZM8 14.5V10M6 7.5h4',
  wall: 'M2 3h12v8H2ZM6 14h4M8 11v3',
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
  pulse: 'M1.5 8h3l2-4.5l3 9l2-4.5h3',
};
