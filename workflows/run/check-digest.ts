import { ApplicationFailure } from '@temporalio/workflow';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { previewDigest } from '../../src/reconcile/preview-digest.js';
import { previewRegions } from '../preview/preview-regions.js';
import type { Run } from './run.js';

/**
 * Looks at every region before any copy is asked for, and compares with what somebody has previewed and agreed to.
 *
 * @throws DigestDiffers with the run's summary in its details: nothing was started, and every copy says so.
 */
export async function checkDigest(run: Run, expected: string, records: readonly CopyRecord[]): Promise<void> {
  const { state } = run;
  state.waitingFor = `a survey of ${state.plan.targets.length} regions, to compare with the digest that is expected`;
  run.show();
  const regions = await run.whileWaiting(() => previewRegions(run, records));
  state.waitingFor = undefined;
  run.show();
  const found = previewDigest(state.digest, regions);
  // A stop that came meanwhile ends the run by itself, and has its own reason.
  if (found === expected || state.stop !== undefined) {
    state.expectVerdicts = new Map(regions.map(({ region, verdictDigest }) => [region, verdictDigest]));
    return;
  }

  const reason = `what exists, or the plan, is not what was previewed: the digest expected is ${expected}, the digest found is ${found}`;
  state.stop = { code: 'DigestDiffers', reason, immediately: true };
  state.loseUnstarted(false, Date.now());
  state.outcome = 'failed';
  run.show();
  throw ApplicationFailure.create({
    type: 'DigestDiffers',
    message: `Nothing was started: ${reason}. Preview the plan again, and run it with the digest that the preview tells.`,
    details: [state.summary()],
    nonRetryable: true,
  });
}
