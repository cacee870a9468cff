import { fetchReport } from '../../src/client/fetch-report.js';
import { commandLine, startProcess } from '../stand/process.js';
import type { Stand } from '../stand/stand.js';
import { regionsOf, SOURCE_REGION, sourceCache, type Workload } from '../stand/workload.js';
import type { Contender } from './contender.js';

const TASK_QUEUE = 'eci-replicator';

/** This project as built: its worker, and a run of one plan. */
export const eciReplicator: Contender = {
  name: 'eci-replicator',
  async prepare(stand, workload) {
    const worker = await startReplicatorWorker(stand);
    const { workflow } = stand.temporal.client;
    const workflowId = 'replicate-bench';
    return {
      workflowIds: [workflowId],
      work: () =>
        workflow.execute('replicate', { workflowId, taskQueue: TASK_QUEUE, args: [{ plan: benchPlan(workload) }] }),
      async ready() {
        const { runId } = await workflow.getHandle(workflowId).describe();
        const { report } = await fetchReport(stand.temporal.client, { workflowId, runId });
        return report.copies.filter(({ outcome, readyAt }) => outcome === 'ready' && readyAt !== null).length;
      },
      usage: () => worker.usage(),
      stop: () => worker.stop(),
    };
  },
};

/** @param copiesPerSecond default: the maximum, so that no rate limit is measured. */
export function startReplicatorWorker({ temporal, simulator }: Stand, copiesPerSecond = 1000) {
  return startProcess(
    [commandLine, 'worker'],
    {
      ...simulator.env,
      TEMPORAL_ADDRESS: temporal.address,
      ECI_REPLICATOR_TASK_QUEUE: TASK_QUEUE,
      ECI_REPLICATOR_COPIES_PER_SECOND: String(copiesPerSecond),
      LOG_FORMAT: 'json',
    },
    /worker started/,
  );
}

/** The workload as a plan. */
export function benchPlan(workload: Workload, name = 'bench') {
  const { caches, window, pollEvery } = workload;
  return {
    version: 1,
    name,
    source: {
      region: SOURCE_REGION,
      caches: Array.from({ length: caches }, (_, index) => ({ id: sourceCache(index).id })),
    },
    targets: regionsOf(workload).map((region) => ({ region })),
    policy: { maxInFlight: window, ready: { pollEvery: `${pollEvery / 1000}s` } },
  };
}
