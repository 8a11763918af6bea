/**
 * What no event tells of is asked for again and again while somebody looks: one question at a time, none while the page is
 * hidden. Call `polled` while a component is being set up; it ends with the component.
 */
import type { Endpoint, ReplyOf } from '@gantry/shared/api/endpoint';
import { ask } from '../access/staff.svelte.ts';
import { Reading } from './reading.svelte.ts';

const everyMs = 2_000;
/** Without an answer for so long, what is shown is old. */
const lateMs = 5_000;

/** A reading that is kept true by asking. */
export class Polled<T> extends Reading<T> {
  /** Nobody has answered for some seconds. */
  late = $state(false);

  override get deaf(): string | null {
    return this.late ? 'The tower does not answer at the moment' : null;
  }
}

/** Asks `endpoint` every two seconds while the page is in sight. */
export const polled = <E extends Endpoint>(endpoint: E): Polled<ReplyOf<E>> => {
  const reading = new Polled<ReplyOf<E>>((signal) => ask(endpoint, {}, signal));
  let asking = false;
  const look = async (): Promise<void> => {
    reading.late = reading.at !== null && Date.now() - reading.at > lateMs;
    if (asking || document.visibilityState === 'hidden') return;
    asking = true;
    await reading.load();
    asking = false;
    reading.late = false;
  };
  $effect(() => {
    void look();
    const timer = setInterval(() => void look(), everyMs);
    const shown = () => void look();
    document.addEventListener('visibilitychange', shown);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', shown);
      reading.stop();
    };
  });
  return reading;
};
