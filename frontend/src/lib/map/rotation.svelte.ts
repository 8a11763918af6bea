/** Which part of the map is shown, and the slow turn through them. A hand on the map or the switch holds it. */
import type { View, ViewName } from './views.ts';

export const turnMs = 30_000;

export class Rotation {
  views = $state.raw<View[]>([]);
  name = $state<ViewName>('both');
  paused = $state(false);
  current = $derived(this.views.find((view) => view.name === this.name) ?? this.views[0]);
  index = $derived(this.current ? this.views.indexOf(this.current) : 0);
  #turnedAt = 0;

  /** Takes the views of the network; keeps the one that is shown when nothing about it changed. */
  offer(views: View[]): void {
    if (JSON.stringify(views) !== JSON.stringify(this.views)) this.views = views;
  }

  show(name: ViewName, now: number): void {
    this.name = name;
    this.#turnedAt = now;
  }

  next(now: number): void {
    const following = this.views[(this.index + 1) % Math.max(1, this.views.length)];
    if (following) this.show(following.name, now);
  }

  /** Turns when it is time. `now` is any clock in milliseconds. */
  tick(now: number): void {
    if (this.#turnedAt === 0) this.#turnedAt = now;
    if (!this.paused && this.views.length > 1 && now - this.#turnedAt >= turnMs) this.next(now);
  }
}
