/** The eight meanings as they are drawn: word, colour token and shape. A colour never stands without the other two. */
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';

export type MeaningLook = {
  word: string;
  /** The custom property in tokens.css. */
  token: string;
  /** SVG path in a 16 x 16 box, filled in the meaning's colour. */
  shape: string;
  /** Lines drawn over the shape, in the colour of the ground. */
  ink: string;
};

export const meaningLooks: Record<Meaning, MeaningLook> = {
  waiting: {
    word: 'Waiting',
    token: '--waiting',
    shape: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13Z',
    ink: 'M8 4.6V8l2.4 1.7',
  },
  moving: { word: 'Moving', token: '--moving', shape: 'M2 3.2L14.5 8L2 12.8L4.6 8Z', ink: '' },
  handed_over: {
    word: 'Handed over',
    token: '--handed-over',
    shape: 'M1.5 4.2H10V1.6L14.8 5.6L10 9.4V6.9H1.5ZM14.5 9.8V12.4H6V14.8L1.2 11.1L3.6 9.2L6 7.4V9.8Z',
    ink: '',
  },
  customs: {
    word: 'Customs',
    token: '--customs',
    shape: 'M8 1.2L14 3.2V8c0 3.4-2.4 5.8-6 6.8C4.4 13.8 2 11.4 2 8V3.2Z',
    ink: 'M5.2 6.6h5.6M5.2 9.4h5.6',
  },
  delivered: {
    word: 'Delivered',
    token: '--delivered',
    shape: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13Z',
    ink: 'M4.9 8.2l2.2 2.2l4-4.4',
  },
  at_risk: { word: 'At risk', token: '--at-risk', shape: 'M8 1.4L15.2 14.2H0.8Z', ink: 'M8 6v3.6M8 11.6v.6' },
  problem: {
    word: 'Problem',
    token: '--problem',
    shape: 'M5 1.2H11L14.8 5V11L11 14.8H5L1.2 11V5Z',
    ink: 'M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  },
  stuck: { word: 'Stuck', token: '--stuck', shape: 'M8 0.8L15.2 8L8 15.2L0.8 8Z', ink: 'M6.4 5.8v4.4M9.6 5.8v4.4' },
};
