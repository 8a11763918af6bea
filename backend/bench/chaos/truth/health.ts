/** Asks each api twice a second whether it is ready, and keeps what it said. */
import type { Answer } from '../judge/honesty.ts';
import { type ApiName, apis } from '../tower/tower.ts';

const beatMs = 500;
const patienceMs = 4_000;

export type Health = {
  answers: Answer[];
  /** The newest body of each api that said it was not ready. */
  reasons: Map<ApiName, string>;
  stop(): void;
};

/** Asks until `stop`. An api that does not answer says nothing. */
export const watchHealth = (origins: Readonly<Record<ApiName, string>>): Health => {
  const answers: Answer[] = [];
  const reasons = new Map<ApiName, string>();
  const ask = async (api: ApiName): Promise<void> => {
    const at = Date.now();
    try {
      const answer = await fetch(`${origins[api]}/health/ready`, { signal: AbortSignal.timeout(patienceMs) });
      const body = await answer.text();
      if (answer.status !== 200) reasons.set(api, body);
      answers.push({ who: `health of ${api}`, at, through: Date.now(), green: answer.status === 200 });
    } catch {
      // No answer is no claim.
    }
  };
  const timer = setInterval(() => {
    for (const api of apis) void ask(api);
  }, beatMs);
  return { answers, reasons, stop: () => clearInterval(timer) };
};
