import type { bareFanOut as workflow } from '../peers/bare-fan-out.js';
import { targetRegions } from '../workload.js';
import type { Contender } from './contender.js';
import { PEER_TASK_QUEUE, startPeerWorker } from './peer-worker.js';

/** One activity a copy, a workflow a region, and nothing else: the server's own limit. It does not wait until copies are ready. */
export const bareFanOut: Contender = {
  name: 'bare fan-out',
  async prepare(stand, workload) {
    const worker = await startPeerWorker(stand);
    const { client } = stand.temporal;
    const regions = targetRegions(workload);
    const workflowIds = regions.map((region) => `bare-${region}`);
    let asked = 0;
    return {
      workflowIds,
      async work() {
        const done = await Promise.all(
          regions.map((region, index) =>
            client.workflow.execute<typeof workflow>('bareFanOut', {
              workflowId: workflowIds[index] ?? '',
              taskQueue: PEER_TASK_QUEUE,
              args: [region, workload.caches, workload.window],
            }),
          ),
        );
        asked = done.reduce((sum, count) => sum + count, 0);
      },
      ready: async () => asked,
      usage: () => worker.usage(),
      stop: () => worker.stop(),
    };
  },
};
