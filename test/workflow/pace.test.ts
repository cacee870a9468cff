import { describe, expect, it } from 'vitest';
import { planOf, sourceCaches } from '../support/sources.js';
import { useTimeSkipping } from '../support/time-skipping.js';

const REGION = 'cn-beijing';
const [stuck] = sourceCaches(1);

describe('a region whose first request never completes', () => {
  const time = useTimeSkipping();

  it('requests the other copies meanwhile, although it began with only one', async () => {
    const copyRefusals = [{ source: stuck?.id ?? '', region: REGION, times: 60, code: 'IdempotentProcessing' }];
    const { simulator, taskQueue } = await time.open({
      sources: sourceCaches(20),
      copyTime: '1s',
      faults: { copyRefusals },
    });
    const plan = planOf({ name: 'stuck', caches: 20, regions: [REGION] });
    const summary = await time.env.client.workflow.execute('replicate', {
      taskQueue,
      workflowId: 'replicate-stuck',
      args: [{ plan }],
    });
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    const { billed, duplicates } = simulator.ledger();
    expect(duplicates).toEqual([]);
    expect(billed.map(({ source }) => source).at(-1)).toBe(stuck?.id);
  });
});
