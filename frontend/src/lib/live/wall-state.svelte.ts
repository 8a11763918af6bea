/**
 * What the wall shows, as runes. It only takes in what the link brings: the snapshot, frames and tiles. Parcels stay a
 * plain Map with a version number beside it, because ten thousand reactive objects would cost more than the map itself.
 */
import type { Problem } from '@gantry/shared/api/endpoint';
import type { Tick, TileName, WallParcel, WallSnapshot } from '@gantry/shared/api/wall';
import type { WallFrame, WallTile } from '@gantry/shared/live';
import { Connection } from './connection.svelte.ts';
import type { Pairing } from './kiosk.ts';
import { type LinkState, tileOld, tileStale, wallLink, wallOld } from './wall-age.ts';
import {
  acceptFrame,
  dropPending,
  gapTooOld,
  type HeldTiles,
  mergeTile,
  newLine,
  takeSnapshot,
  tilesOf,
} from './wall-frames.ts';

/** `loading` until the first answer; `failed` only while there is nothing to show; `locked` when nobody may look. */
export type WallPhase = 'loading' | 'live' | 'failed' | 'locked';

export class WallState {
  readonly connection = new Connection();
  phase = $state<WallPhase>('loading');
  network = $state('');
  /** The name of the one merchant it shows; null where it shows several. */
  merchant = $state<string | null>(null);
  demo = $state(false);
  tiles = $state.raw<HeldTiles | null>(null);
  ticks = $state.raw<Tick[]>([]);
  /** Goes up whenever a parcel came, moved or left. */
  parcelsVersion = $state(0);
  problem = $state.raw<Problem | null>(null);
  /** When the next try starts, on the clock of performance.now(); null when none is planned. */
  retryAt = $state<number | null>(null);
  retryIn = $state(0);
  /** What came of the code of a kiosk's link; null when none was brought. */
  pairing = $state<Pairing | null>(null);
  /** How often the snapshot had to be fetched again. */
  resyncs = 0;
  #line = newLine();

  get seq(): number | null {
    return this.#line.seq;
  }
  get eventsSeen(): number {
    return this.#line.eventsSeen;
  }
  get parcels(): ReadonlyMap<string, WallParcel> {
    return this.#line.parcels;
  }
  /** Nothing has ever been tracked here: the wall says what to do next instead of showing zeros. */
  empty = $derived(
    this.phase === 'live' &&
      this.parcelsVersion >= 0 &&
      this.#line.parcels.size === 0 &&
      this.ticks.length === 0 &&
      this.tiles !== null &&
      this.tiles.numbers.data.delivered.now === 0 &&
      this.tiles.numbers.data.backlog.every((stage) => stage.count === 0),
  );

  /** The whole screen at one position. Replaces what was there. */
  takeSnapshot(snapshot: WallSnapshot): void {
    if (this.#line.seq !== null) this.resyncs += 1;
    takeSnapshot(this.#line, snapshot, performance.now());
    this.tiles = tilesOf(snapshot);
    this.ticks = this.#line.ticks;
    this.network = snapshot.network;
    this.merchant = snapshot.merchant;
    this.demo = snapshot.demo;
    this.phase = 'live';
    this.problem = null;
    this.retryAt = null;
    this.parcelsVersion += 1;
    this.connection.heard(snapshot.serverTime, snapshot.lastEventAt);
  }

  takeFrame(frame: WallFrame): void {
    if (this.#line.seq === null) return;
    const { outcome, moved } = acceptFrame(this.#line, frame, performance.now());
    // A frame that waits for a missing one is no proof that the screen is fresh.
    if (outcome !== 'waiting') this.connection.heard(frame.serverTime, frame.lastEventAt);
    this.connection.stands(frame.log ?? null);
    if (moved) this.parcelsVersion += 1;
    if (this.ticks !== this.#line.ticks) this.ticks = this.#line.ticks;
  }

  takeTile(tile: WallTile): void {
    if (this.tiles) this.tiles = mergeTile(this.tiles, tile);
  }

  /** True when a missing frame will not come any more. */
  gapTooOld(): boolean {
    return gapTooOld(this.#line, performance.now());
  }

  dropPending(): void {
    dropPending(this.#line);
  }

  /** The snapshot could not be had. What is on the screen stays and grows old visibly. */
  fail(problem: Problem, retryAt: number): void {
    this.problem = problem;
    this.retryAt = retryAt;
    if (this.phase !== 'live') this.phase = 'failed';
  }

  /** Nobody may look here, or no longer: nothing may stay on the screen. It is asked again at `retryAt`. */
  lock(problem: Problem, retryAt: number): void {
    this.#line = newLine();
    this.tiles = null;
    this.ticks = [];
    this.parcelsVersion += 1;
    this.problem = problem;
    this.retryAt = retryAt;
    this.phase = 'locked';
  }

  /** Moves clock, ages and the countdown on. */
  tick(): void {
    this.connection.tick();
    const left = this.retryAt === null ? 0 : Math.max(0, Math.ceil((this.retryAt - performance.now()) / 1000));
    if (left !== this.retryIn) this.retryIn = left;
  }

  /** When each tile that is shown was true, by the server's clock. */
  #tilesAsOf(): number[] {
    return this.tiles === null ? [] : Object.values(this.tiles).map(({ asOf }) => asOf);
  }

  /** How old the oldest thing that is shown is, in milliseconds. */
  get old(): number {
    return wallOld(this.connection.facts, this.#tilesAsOf());
  }

  /** How the line is; not live while a tile is old. */
  get link(): LinkState {
    return wallLink(this.connection.facts, this.#tilesAsOf());
  }

  /** How old what a tile shows is in milliseconds. */
  tileOld(name: TileName): number {
    const tile = this.tiles?.[name];
    return tile ? tileOld(this.connection.facts, tile.asOf) : 0;
  }

  /** Whether a tile has to say how old it is. */
  tileStale(name: TileName): boolean {
    const asOf = this.tiles?.[name].asOf ?? this.connection.now;
    return this.phase === 'live' && tileStale(this.connection.facts, asOf);
  }
}
