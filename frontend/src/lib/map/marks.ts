/** Pictures for the map, drawn from the same shapes as the icons beside the words. */
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { Map as MapLibre } from 'maplibre-gl';
import { meaningLooks } from '../ui/meanings.ts';
import type { Palette } from './palette.ts';

const pixels = 48;

const paint = (draw: (context: OffscreenCanvasRenderingContext2D) => void): ImageData => {
  // Read back at once, so it should not go to the graphics card first.
  const context = new OffscreenCanvas(pixels, pixels).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2d canvas');
  draw(context);
  return context.getImageData(0, 0, pixels, pixels);
};

const markOf = (meaning: Meaning, palette: Palette): ImageData =>
  paint((context) => {
    const { shape, ink } = meaningLooks[meaning];
    context.scale(pixels / 18, pixels / 18);
    context.translate(1, 1);
    context.lineJoin = 'round';
    context.lineCap = 'round';
    const outline = new Path2D(shape);
    context.strokeStyle = palette.edge;
    context.lineWidth = 2;
    context.stroke(outline);
    context.fillStyle = palette.meaning[meaning];
    context.fill(outline);
    context.strokeStyle = '#0b0f14';
    context.lineWidth = 1.8;
    context.stroke(new Path2D(ink));
  });

const square = (palette: Palette): ImageData =>
  paint((context) => {
    context.fillStyle = palette.edge;
    context.fillRect(4, 4, 40, 40);
    context.fillStyle = palette.text;
    context.fillRect(9, 9, 30, 30);
    context.fillStyle = palette.edge;
    context.fillRect(17, 24, 14, 15);
  });

/** Adds the pictures `mark-<meaning>` and `warehouse`, or redraws them in new colours. 24 design pixels at size 1. */
export const addMarks = (map: MapLibre, palette: Palette, meanings: readonly Meaning[]): void => {
  const put = (name: string, image: ImageData) => {
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: 2 });
  };
  for (const meaning of meanings) put(`mark-${meaning}`, markOf(meaning, palette));
  put('warehouse', square(palette));
};
