/** Rings over the 180th meridian stay in one piece. */
import { describe, expect, it } from 'vitest';
import { flatGeometry, unwrapRing } from './unwrap.ts';

describe('unwrapRing', () => {
  it('leaves a ring that does not cross alone', () => {
    const ring: [number, number][] = [
      [10, 50],
      [20, 50],
      [20, 60],
      [10, 50],
    ];
    expect(unwrapRing(ring)).toEqual(ring);
  });
  it('goes on beyond 180 and comes back', () => {
    expect(
      unwrapRing([
        [170, 60],
        [-175, 62],
        [-170, 65],
        [175, 66],
        [170, 60],
      ]),
    ).toEqual([
      [170, 60],
      [185, 62],
      [190, 65],
      [175, 66],
      [170, 60],
    ]);
  });
});

describe('unwrapRing of a ring that starts beyond the meridian', () => {
  it('puts the whole where its middle is', () => {
    const ring: [number, number][] = [
      [-178, 66],
      [170, 60],
      [20, 50],
      [170, 70],
      [-178, 66],
    ];
    expect(unwrapRing(ring)[2]).toEqual([20, 50]);
    expect(unwrapRing(ring)[0]).toEqual([182, 66]);
  });
});

describe('flatGeometry', () => {
  it('makes a polygon a multipolygon and leaves Antarctica out', () => {
    const land = {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
        [
          [
            [-180, -70],
            [0, -80],
            [180, -70],
            [-180, -70],
          ],
        ],
      ],
    };
    expect(flatGeometry(land).coordinates).toHaveLength(1);
    expect(flatGeometry({ type: 'Polygon', coordinates: land.coordinates[0] }).coordinates).toHaveLength(1);
  });
});
