/** What comes of sending a form: whether it is on its way, what was wrong with it, what to say once it is done. */
import type { Problem } from '@gantry/shared/api/endpoint';
import { problemOf } from '../access/staff.svelte.ts';

/** What the form itself finds wrong, as the tower would say it; null where every field has something. */
export const missing = (fields: Readonly<Record<string, string>>): Problem | null => {
  const errors = Object.entries(fields)
    .filter(([, value]) => value.trim() === '')
    .map(([path]) => ({ path, message: 'is needed' }));
  return errors.length === 0 ? null : wrong(errors);
};

/** Fields with what is wrong with them, as the tower would say it. */
export const wrong = (errors: { path: string; message: string }[]): Problem => ({
  type: 'about:blank',
  title: 'Not valid',
  status: 422,
  code: 'invalid',
  errors,
});

export class Sending {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  done = $state('');

  /** Sends; gives what was answered, undefined where it was refused. `done` is what to say once it is answered. */
  async send<T>(call: () => Promise<T>, done = ''): Promise<T | undefined> {
    this.busy = true;
    this.problem = null;
    this.done = '';
    try {
      const answer = await call();
      this.done = done;
      return answer;
    } catch (cause) {
      this.problem = problemOf(cause);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  /** Says what the form itself found wrong; true when there is something, and nothing is sent then. */
  stopped(problem: Problem | null): boolean {
    this.done = '';
    this.problem = problem;
    return problem !== null;
  }
}
