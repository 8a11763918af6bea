/** The milestone line and the steps before shipping: what is done and when, what is to come and when it is expected. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { isEnded } from '@gantry/shared/words/asked-of-recipient';
import { dayAndMonth, dayAndMonthRange, dayIn } from '@gantry/shared/words/dates';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import { fill } from '@gantry/shared/words/fill';
import { dayReached, type Moment } from '@gantry/shared/words/moments';
import type { StepView } from './track-view.ts';

type Milestone = TrackingPage['milestones'][number];

/** When a milestone is expected; the last one says the span of the estimate, as the headline does. */
const expected = (milestone: Milestone, page: TrackingPage, { locale }: Speaker, { zone, today }: Moment): string => {
  const { eta } = page;
  const from = (day: string): string => (day < today ? today : day);
  if (milestone.name === 'delivered' && eta && eta.highDay >= today)
    return dayAndMonthRange([from(eta.lowDay), eta.highDay], locale);
  if (!milestone.estimatedAt || !zone) return '';
  const day = dayIn(milestone.estimatedAt, zone);
  return day < today ? '' : dayAndMonth(day, locale);
};

const step = (
  { name, at }: { name: string; at: string | null },
  state: StepView['state'],
  { page, speaker }: { page: TrackingPage; speaker: Speaker },
): Omit<StepView, 'label'> => {
  const day = at ? dayReached(at, page) : null;
  return {
    name,
    when: day ? dayAndMonth(day, speaker.locale) : '',
    at,
    state,
    said: state === 'to_come' ? speaker.say.word.toCome : speaker.say.word.passed,
  };
};

/**
 * The milestones in order. What a later one proves to be over counts as done, also without a time of its own; what an
 * ended parcel will not reach any more is left out.
 */
export const milestonesOf = (page: TrackingPage, speaker: Speaker, moment: Moment): StepView[] => {
  const { say } = speaker;
  const reached = page.milestones.findLastIndex((milestone) => milestone.actualAt !== null);
  const over = isEnded(page) || page.status === 'return_initiated';
  return page.milestones.slice(0, over ? reached + 1 : undefined).map((milestone, i): StepView => {
    const state = i > reached ? 'to_come' : i === reached && !over ? 'here' : 'done';
    const shown = step({ name: milestone.name, at: milestone.actualAt }, state, { page, speaker });
    const soon = state === 'to_come' && !over ? expected(milestone, page, speaker, moment) : '';
    return {
      ...shown,
      label: say.milestone[milestone.name],
      when: soon ? fill(say.word.expected, { day: soon }) : shown.when,
    };
  });
};

const ground = ['order_placed', 'order_processing', 'label_created', 'info_received'];

/** What happens before the carrier has the parcel; nothing once it does. */
export const preparationOf = (page: TrackingPage, speaker: Speaker): StepView[] => {
  if (!ground.includes(page.status)) return [];
  const reached = page.preShipment.findLastIndex(({ at }) => at !== null);
  return page.preShipment.map(({ name, at }, i): StepView => {
    const state = i > reached ? 'to_come' : i === reached ? 'here' : 'done';
    return { ...step({ name, at }, state, { page, speaker }), label: speaker.say.status[name] };
  });
};
