/** Who takes up again what lies in the Trash: every intake, receiver, subscriber and job there is, by its name. */
import type { Context, Resumer } from '../platform/context.ts';
import { resumerOf } from '../platform/inbox/resume.ts';
import { subscribersOf } from '../platform/log/reaction.ts';
import type { Platform } from '../platform/platform.ts';
import { isEvent, jobResumer, poisonSchema, subscriberResumer } from '../platform/trash/resumers.ts';
import type { Job } from '../platform/work/jobs.ts';

/** Names from before that entries of the Trash still bear, and what goes by another name now. */
const formerNames: Readonly<Record<string, string>> = {
  'tracking.forecast': 'forecast.etas',
  'tracking.recheck_etas': 'forecast.recheck_etas',
  'tracking.train_eta': 'forecast.train_eta',
  'tracking.judge_eta_levels': 'forecast.judge_eta_levels',
};

const withFormerNames = (resumers: readonly Resumer[]): Resumer[] => [
  ...resumers,
  ...Object.entries(formerNames).flatMap(([former, name]) =>
    resumers.filter(({ handler }) => handler === name).map((resumer) => ({ ...resumer, handler: former })),
  ),
];

const schemaOf = ({ payload: schema }: Resumer, payload: unknown) =>
  (typeof schema === 'function' ? schema(payload) : schema) ?? poisonSchema(payload);

/** A context's own messages bear the name of one of its subscribers, whose events are told from them by what they are. */
const eitherOf = (own: Resumer, events: Resumer): Resumer => {
  const of = (payload: unknown): Resumer => (isEvent(payload) ? events : own);
  return {
    ...own,
    payload: (payload) => schemaOf(of(payload), payload),
    fixed: (payload) => of(payload).fixed?.(payload) ?? [],
    resume: (payload, resumed) => of(payload).resume(payload, resumed),
  };
};

/** Those of a context. */
export const resumersOf = (
  platform: Platform,
  { name, reactions = [], jobs = [], raw = [], resumers = [] }: Context,
): Resumer[] => {
  const subscribers = subscribersOf(name, reactions).map(subscriberResumer);
  const sharing = new Map(subscribers.map((one) => [one.handler, one]));
  const named = new Set(resumers.map(({ handler }) => handler));
  return [
    ...resumers.map((own) => {
      const events = sharing.get(own.handler);
      return events ? eitherOf(own, events) : own;
    }),
    ...raw.map((receiver) => resumerOf(platform, receiver)),
    ...subscribers.filter(({ handler }) => !named.has(handler)),
    ...jobs.map(jobResumer),
  ];
};

/** Those of contexts, and of the platform's own jobs. */
export const everyResumer = (
  platform: Platform,
  contexts: readonly Context[],
  own: readonly Job<unknown>[],
): Resumer[] => withFormerNames([...contexts.flatMap((one) => resumersOf(platform, one)), ...own.map(jobResumer)]);
