import { allHandlersFinished, CancellationScope, condition, isCancellation, upsertMemo } from '@temporalio/workflow';
import type { CopyRecord } from '../src/copies/copy-record.js';
import type { Stop } from '../src/copies/stop.js';
import { defined } from '../src/defined.js';
import type { Plan } from '../src/plan/plan-schema.js';
import { onPlainQuery, onQuery, onSignal } from './checked-messages.js';
import { handleControls } from './controls/handle-controls.js';
import {
  accountErrorSignal,
  copiesQuery,
  helpQuery,
  type PreviewSummary,
  progressSignal,
  type RunSummary,
  statusQuery,
} from './messages.js';
import { awaitApproval } from './preview/await-approval.js';
import { previewPlan } from './preview/preview-plan.js';
import { checkDigest } from './preview/preview-regions.js';
import { concludeRun, failRun } from './run/conclude-run.js';
import { type OpenedRun, openRun } from './run/open-run.js';
import { openSources } from './run/open-sources.js';
import { runRegion } from './run/run-region.js';
import { RunState } from './run/run-state.js';
import { copiesOfRun, statusOfRun } from './run/run-answers.js';
import { runHelp } from './run/run-text.js';
import { Run } from './run/run.js';
import { observeRun } from './run/observe-run.js';

/**
 * A run: replicates one plan to all of its target regions, wave by wave. A dry run returns what a run would do.
 *
 * @param args one JSON object, see {@link parseRunInput}; the UI passes none when its form is left empty.
 * @throws `InvalidPlan` before anything is started; `DigestDiffers`, also before, if `expectDigest` is not the digest that the
 * run finds; `ReplicationFailed`. The last two have the {@link RunSummary} in their details.
 */
export async function replicate(...args: unknown[]): Promise<RunSummary | PreviewSummary> {
  const opened = await openRun(args);
  return opened.dryRun ? previewPlan(opened) : replicatePlan(opened);
}

async function replicatePlan(opened: OpenedRun): Promise<RunSummary> {
  const { plan, digest, expectDigest } = opened;
  const run = new Run(new RunState(opened, Date.now()));
  handleMessages(run);
  upsertMemo({ planDigest: digest, ...defined({ expectDigest }) });

  void observeRun(run.state);
  const deadline = run.startDeadline();
  try {
    await run.attributes.open(plan, 'running');
    const records = await openSources(run, opened);
    if (expectDigest !== undefined && run.state.stop === undefined) await checkDigest(run, expectDigest, records);
    void reopenRegions(run, records);
    for (const [index, wave] of plan.waves.entries()) await runWave(run, index, wave, records);
  } catch (error) {
    // A cancelled run still has regions under way, which return their records.
    if (!isCancellation(error)) await failRun(run, error);
  }
  await CancellationScope.nonCancellable(() => condition(() => isQuiet(run) && allHandlersFinished()));
  deadline.cancel();
  return concludeRun(run);
}

/** A required copy that is not ready stops the waves after its own, not its own wave. */
async function runWave(
  run: Run,
  index: number,
  { regions, after }: Plan['waves'][number],
  records: readonly CopyRecord[],
): Promise<void> {
  const { state } = run;
  const before = state.plan.waves.slice(0, index);
  if (state.stop === undefined && before.some((wave) => state.missed(wave.regions))) {
    const reason = `a required copy of wave ${index} or an earlier one is not ready`;
    run.stop({ code: 'WaveStopped', reason, immediately: false });
  }
  if (state.stop !== undefined || state.isCancelled) return;
  if (after === 'approval' && !(await awaitApproval(run, index + 1, records))) return;
  await Promise.all(regions.map((region) => runRegion(run, region, records)));
  // A control may have started regions again that had ended, or be about to.
  await condition(() => allHandlersFinished() && isQuiet(run));
}

/** Whether no region is under way, and no control waits for one that has ended. */
function isQuiet({ state }: Run): boolean {
  return state.regionsUnderWay.length === 0 && (state.isCancelled || state.regionsToReopen.length === 0);
}

/** Starts regions that have ended again when a control concerns their copies. */
async function reopenRegions(run: Run, records: readonly CopyRecord[]): Promise<void> {
  const { state } = run;
  try {
    for (;;) {
      await condition(() => state.regionsToReopen.length > 0);
      for (const { region } of state.regionsToReopen) void runRegion(run, region, records);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
}

function handleMessages(run: Run): void {
  const { state } = run;
  CancellationScope.current().cancelRequested.catch(() => run.cancel());
  onPlainQuery(statusQuery, () => statusOfRun(state), 'Counts per region, and what the run waits for');
  onQuery(
    copiesQuery,
    (filter) => copiesOfRun(state, filter),
    'Copies that are not ready, of regions that have ended; and the workflows to query for the other regions',
  );
  onPlainQuery(helpQuery, () => runHelp(state.plan.name), 'Queries and updates, with examples');
  onSignal(
    progressSignal,
    (progress) => {
      const refusal = state.report(progress, Date.now());
      run.show();
      return refusal;
    },
    'Sent by a region: its counts',
  );
  onSignal(accountErrorSignal, (stop) => accountRefused(run, stop), 'Sent by a region: the account was refused');
  handleControls(run);
}

function accountRefused(run: Run, stop: Stop): void {
  if (run.state.plan.policy.onAccountError === 'fail') return run.stop(stop);
  // A run that is ending requests nothing more, and could not be resumed.
  if (run.state.stop !== undefined || run.state.isCancelled) return;
  void run.pause({ reason: `${stop.code}: ${stop.reason}` });
}
