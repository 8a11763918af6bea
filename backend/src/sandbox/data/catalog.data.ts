/** What people of the sandbox world buy, and what they are called. All invented. */
export type Product = {
  sku: string;
  name: string;
  cents: number;
  grams: number;
  millimetres: [number, number, number];
  /** A kit: its parts, and how many of each. */
  parts?: Readonly<Record<string, number>>;
  /** How many days it keeps from the day it comes in; left out for what does not go off. */
  keepsDays?: number;
  tags?: readonly ('fragile' | 'perishable')[];
  /** Its vendor sends it to the customer itself: no stock is kept of it. */
  sentByVendor?: true;
};

export const products: readonly Product[] = [
  { sku: 'LMP-101', name: 'Desk lamp, oak', cents: 5990, grams: 1400, millimetres: [420, 180, 160] },
  { sku: 'LMP-118', name: 'Bedside lamp, linen', cents: 3450, grams: 900, millimetres: [300, 180, 180] },
  { sku: 'KTL-020', name: 'Kettle 1.7 l, steel', cents: 4290, grams: 1250, millimetres: [250, 220, 170] },
  { sku: 'KTC-311', name: 'Knife block, six pieces', cents: 8900, grams: 2900, millimetres: [360, 160, 140] },
  { sku: 'KTC-340', name: 'Cast-iron pan 28 cm', cents: 5490, grams: 3100, millimetres: [480, 300, 70] },
  { sku: 'MUG-004', name: 'Mug set, four', cents: 2790, grams: 1600, millimetres: [260, 260, 120] },
  { sku: 'TXT-210', name: 'Wool blanket', cents: 7900, grams: 1300, millimetres: [400, 300, 120] },
  { sku: 'TXT-233', name: 'Bath towels, two', cents: 3290, grams: 1100, millimetres: [350, 250, 120] },
  { sku: 'TOY-051', name: 'Wooden train', cents: 3990, grams: 1700, millimetres: [400, 300, 90] },
  { sku: 'TOY-077', name: 'Puzzle, 1000 pieces', cents: 1690, grams: 700, millimetres: [370, 270, 60] },
  { sku: 'SPT-301', name: 'Yoga mat', cents: 2990, grams: 1200, millimetres: [620, 130, 130] },
  { sku: 'SPT-322', name: 'Bicycle pump', cents: 3590, grams: 1350, millimetres: [680, 240, 90] },
  { sku: 'SPT-340', name: 'Trekking poles', cents: 6490, grams: 620, millimetres: [650, 120, 80] },
  { sku: 'ELC-401', name: 'USB-C charger 65 W', cents: 3990, grams: 190, millimetres: [120, 90, 50] },
  { sku: 'ELC-415', name: 'Noise-cancelling headphones', cents: 18900, grams: 640, millimetres: [220, 200, 90] },
  { sku: 'ELC-460', name: 'Bluetooth speaker', cents: 7990, grams: 820, millimetres: [220, 110, 110] },
  { sku: 'ELC-477', name: 'Mechanical keyboard', cents: 10900, grams: 1150, millimetres: [460, 180, 60] },
  { sku: 'BOK-500', name: 'Cookbook, Mediterranean', cents: 2890, grams: 1300, millimetres: [280, 220, 30] },
  { sku: 'BOK-512', name: 'Travel atlas', cents: 3490, grams: 1500, millimetres: [340, 260, 30] },
  { sku: 'GRD-601', name: 'Herb planter', cents: 2490, grams: 2100, millimetres: [420, 160, 160] },
  { sku: 'GRD-620', name: 'Pruning shears', cents: 2190, grams: 380, millimetres: [260, 120, 40] },
  { sku: 'BTH-702', name: 'Electric toothbrush', cents: 6990, grams: 520, millimetres: [240, 140, 80] },
  { sku: 'PET-801', name: 'Dog bed, medium', cents: 4590, grams: 1900, millimetres: [600, 450, 180] },
  { sku: 'OFC-901', name: 'Monitor arm', cents: 9900, grams: 3600, millimetres: [480, 240, 140] },
  {
    sku: 'KTC-360',
    name: 'Olive oil, one litre',
    cents: 1890,
    grams: 1450,
    millimetres: [310, 90, 90],
    keepsDays: 300,
    tags: ['fragile'],
  },
  {
    sku: 'GRD-640',
    name: 'Tulip bulbs, forty',
    cents: 1590,
    grams: 900,
    millimetres: [240, 180, 120],
    keepsDays: 60,
    tags: ['perishable'],
  },
  {
    sku: 'SET-010',
    name: 'Home office set',
    cents: 19_900,
    grams: 4750,
    millimetres: [500, 260, 220],
    parts: { 'ELC-477': 1, 'OFC-901': 1 },
  },
  {
    sku: 'SET-020',
    name: 'Garden starter set',
    cents: 6990,
    grams: 4600,
    millimetres: [460, 320, 200],
    parts: { 'GRD-601': 2, 'GRD-620': 1 },
  },
];

/** What vendors send themselves; ordered beside the rest, now and then. */
export const vendorsProducts: readonly Product[] = [
  {
    sku: 'DRP-901',
    name: 'Garden bench, acacia',
    cents: 18_900,
    grams: 14_500,
    millimetres: [1200, 450, 180],
    sentByVendor: true,
  },
  {
    sku: 'DRP-940',
    name: 'Wall shelf, walnut',
    cents: 12_900,
    grams: 7_200,
    millimetres: [900, 300, 120],
    sentByVendor: true,
  },
];

export const givenNames =
  'Ana Luis Marta Jonas Emma Noah Lea Paul Giulia Marco Zofia Jan Sofie Lars Chloé Hugo Inês Tiago Grace Owen Maya Ethan Nora Samuel'.split(
    ' ',
  );
export const familyNames =
  'Silva García Müller Rossi Novak Dubois Jansen Kowalska Lindqvist Murphy Johnson Rivera Chen Patel Okafor Weber Moreau Costa Nielsen Horváth'.split(
    ' ',
  );
export const streets: Record<string, readonly string[]> = {
  europe: ['Station', 'Market', 'Park', 'Mill', 'Church', 'Garden', 'Bridge', 'School'].map((name) => `${name} Street`),
  america: ['Main', 'Oak', 'Maple', 'Washington', 'Lake', 'Hill', 'Cedar', 'Elm'].map((name) => `${name} Avenue`),
};
