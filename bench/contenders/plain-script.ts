import { fileURLToPath } from 'node:url';
import { startProcess } from '../stand/process.js';
import { targetRegions } from '../workload.js';
import type { Contender } from './contender.js';

/** The SDK, p-limit and a loop: no durability. */
export const plainScript: Contender = {
  name: 'plain script',
  async prepare({ simulator }, workload) {
    const { caches, window, pollEvery } = workload;
    const program = fileURLToPath(new URL('../peers/plain-script.ts', import.meta.url));
    const script = await startProcess(
      ['--import', 'tsx', program, String(caches), String(window), String(pollEvery), ...targetRegions(workload)],
      simulator.env,
      /ready to start/,
    );
    return {
      workflowIds: [],
      async work() {
        script.tell('go');
        await script.untilItSays(/done \d+/);
      },
      ready: async () => Number(/done (\d+)/.exec(script.output())?.[1]),
      usage: () => script.usage(),
      stop: () => script.stop(),
    };
  },
};
