/** What only the tower knows of the accuracy report: claims, demotions, and the model in force. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { etaAccuracy } from '@gantry/shared/api/eta';
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import type { Platform } from '../../platform/platform.ts';
import { demotedLevels, saidInstead } from './levels.ts';
import { etaClaims } from './model/eta-model.ts';
import { newestModel } from './models.ts';

type Reply = ReplyOf<typeof etaAccuracy>;

/** The claims of the levels of confidence, what each is said as instead while it is demoted, and the model. */
export const forecastStanding = async ({
  database,
}: Pick<Platform, 'database'>): Promise<{
  levels: Record<Confidence, Pick<Reply['levels'][number], 'claim' | 'demotedTo'>>;
  model: Reply['model'];
}> => {
  const [demoted, newest] = await Promise.all([demotedLevels(database), newestModel(database)]);
  const level = (one: Confidence) => ({ claim: etaClaims[one], demotedTo: saidInstead(one, demoted) });
  return {
    levels: { high: level('high'), medium: level('medium'), low: level('low') },
    model: newest && { version: newest.model, trainedAt: newest.asOf, shipments: newest.shipments },
  };
};
