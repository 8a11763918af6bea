/** The wall's own account of what it has seen, for end-to-end tests and for a person at the console. */
import type { WallState } from './wall-state.svelte.ts';

declare global {
  interface Window {
    __gantryWall?: {
      /** Position of the log the screen stands at; null before the first snapshot. */
      readonly seq: number | null;
      /** Positions covered since the first snapshot. */
      readonly eventsSeen: number;
      /** Parcels on the map. */
      readonly parcels: number;
      readonly stale: boolean;
      readonly phase: string;
      /** How often the snapshot had to be fetched again. */
      readonly resyncs: number;
    };
  }
}

/** Puts read-only getters on `window.__gantryWall`. */
export const exposeWall = (wall: WallState): void => {
  window.__gantryWall = {
    get seq() {
      return wall.seq;
    },
    get eventsSeen() {
      return wall.eventsSeen;
    },
    get parcels() {
      return wall.parcels.size;
    },
    get stale() {
      return wall.connection.stale;
    },
    get phase() {
      return wall.phase;
    },
    get resyncs() {
      return wall.resyncs;
    },
  };
};
