/** How orders of a channel are served: state, fold, and what may happen to it. Pure. */
import { isDeepStrictEqual } from 'node:util';
import {
  type ChannelRulesContent,
  type ChannelRulesEvent,
  channelRulesSet,
} from '@gantry/shared/events/inventory/products';
import { fold } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';

export type ChannelRules = { rulesId: string; merchant: string; channel: string; content: ChannelRulesContent };

export type SaidRules = ChannelRulesContent & { channel: string };

export const rulesIdOf = (merchant: string, channel: string): string => derivedId('chr', [merchant, channel]);

export const evolveRules = fold<ChannelRules, ChannelRulesEvent>({
  'inventory.channel_rules_set': {
    begin: ({ rulesId, merchant, channel, ...content }) => ({ rulesId, merchant, channel, content }),
  },
});

/** Says how a channel is served. `warehouses`: those of the named ones that there are, open or closed. */
export const setRules =
  (merchant: string, said: SaidRules, warehouses: ReadonlySet<string>) =>
  (state: ChannelRules | undefined): ChannelRulesEvent[] => {
    const { channel, ...content } = said;
    if (state && isDeepStrictEqual(state.content, content)) return [];
    const faults = (content.warehouses ?? []).flatMap((warehouse, i) =>
      warehouses.has(warehouse) ? [] : [{ path: `warehouses.${i}`, message: 'is no warehouse' }],
    );
    if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
    return [channelRulesSet({ rulesId: rulesIdOf(merchant, channel), merchant, channel, ...content })];
  };
