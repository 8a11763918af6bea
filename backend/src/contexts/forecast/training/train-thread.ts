/**
 * The thread that trains: reads the history from ClickHouse, learns, hands back the model. A thread of its own, because
 * learning takes minutes of one core, and because its memory goes with it when it ends.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { connect } from '@gantry/analytics/client';
import { parcelHistory } from '@gantry/analytics/queries/parcel-history';
import type { EtaHistoryRow, EtaModel } from '../model/eta-model.ts';
import { trainEta } from '../model/train-eta.ts';
import { pastStages } from './past-stages.ts';
import type { TrainingResult, TrainingTask } from './train.ts';

const { clickhouseUrl, cluster, asOf, previous, mostStages } = workerData as TrainingTask;

const readHistory = async (): Promise<EtaHistoryRow[]> => {
  const client = await connect(clickhouseUrl, { cluster });
  try {
    const rows: EtaHistoryRow[] = [];
    for await (const parcels of parcelHistory(client, mostStages))
      for (const parcel of parcels) rows.push(...pastStages(parcel));
    return rows;
  } finally {
    await client.close();
  }
};

const history = await readHistory();
const before = previous && (JSON.parse(gunzipSync(previous).toString('utf8')) as EtaModel);
const model = trainEta(history, asOf, before ? { previous: before } : {});
const delivered = new Set(history.flatMap(({ parcel, deliveredAt }) => (deliveredAt === undefined ? [] : [parcel])));
const learnt: TrainingResult = { bytes: gzipSync(JSON.stringify(model)), shipments: delivered.size };
parentPort?.postMessage(learnt);
