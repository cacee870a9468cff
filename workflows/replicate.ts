import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  setHandler,
  sleep,
  TemporalFailure,
  upsertMemo,
} from '@temporalio/workflow';
import type { CopyRecord } from '../src/copies/copy-record.js';
import { handleControls } from './controls/handle-controls.js';
import { accountErrorSignal, copiesQuery, helpQuery, progressSignal, statusQuery } from './messages.js';
import { previewPlan } from './preview/preview-plan.js';
import type { PreviewSummary } from './preview/preview-summary.js';
import { awaitApproval } from './run/await-approval.js';
import { checkDigest } from './run/check-digest.js';
import { deleteRequested } from './run/delete-requested.js';
import { regionsToTakeUp } from './run/deliver.js';
import { notify } from './run/notify.js';
import { type OpenedPlan, openPlan } from './run/open-plan.js';
import { openSources } from './run/open-sources.js';
import { runRegion } from './run/run-region.js';
import { RunState } from './run/run-state.js';
import type { RunSummary } from './run/run-summary.js';
import { runHelp } from './run/run-text.js';
import { Run } from './run/run.js';
import type { Stop } from '../src/copies/stop.js';

/**
 * A run: one plan, replicated to all of its target regions, wave by wave; or, as a dry run, what it would do.
 *
 * @param args one JSON object, see {@link parseRunInput}; the UI passes none when its form is left empty.
 * @throws `InvalidPlan` before anything is started, `DigestDiffers` likewise when `expectDigest` is not what is found,
 * `ReplicationFailed`; the last two with the {@link RunSummary} in their details.
 */
export async function replicate(...args: unknown[]): Promise<RunSummary | PreviewSummary> {
  const opened = await openPlan(args);
  return opened.dryRun ? previewPlan(opened) : runPlan(opened);
}

async function runPlan(opened: OpenedPlan): Promise<RunSummary> {
  const { expectDigest } = opened;
  const run = new Run(new RunState(opened, Date.now()));
  handleMessages(run);
  upsertMemo({ planDigest: opened.digest, ...(expectDigest === undefined ? {} : { expectDigest }) });

  const deadline = startDeadline(run);
  try {
    await run.attributes.open(opened.plan, 'running');
    const records = await openSources(run, opened);
    if (expectDigest !== undefined && run.state.stop === undefined) await checkDigest(run, expectDigest, records);
    void takeUpAgain(run, records);
    for (const index of opened.plan.waves.keys()) await runWave(run, index, records);
  } catch (error) {
    if (!isCancellation(error)) {
      if (error instanceof TemporalFailure) await refuse(run, error);
      throw error;
    }
  }
  // No control that was answered is left undone, unless the run asks for nothing any more.
  const isTakenUp = () => run.cancelled || regionsToTakeUp(run.state).length === 0;
  const isQuiet = () => allHandlersFinished() && run.state.underWay.length === 0 && isTakenUp();
  await CancellationScope.nonCancellable(() => condition(isQuiet));
  deadline.cancel();
  return conclude(run);
}

/** Before anything was started: there are no records to conclude from. */
async function refuse(run: Run, { message }: TemporalFailure): Promise<void> {
  run.end('failed');
  await notify(run, 'failed', { reason: message });
}

/** A failed required copy stops the waves after its own, never its own. */
async function runWave(run: Run, index: number, records: readonly CopyRecord[]): Promise<void> {
  const { state } = run;
  const wave = state.plan.waves[index];
  const before = state.plan.waves.slice(0, index);
  if (state.stop === undefined && before.some(({ regions }) => state.missed(regions))) {
    run.stop({
      code: 'WaveStopped',
      reason: `a required copy of wave ${index} or an earlier one is not ready`,
      immediately: false,
    });
  }
  if (wave === undefined || state.stop !== undefined || run.cancelled) return;
  if (wave.after === 'approval' && !(await awaitApproval(run, index + 1, records))) return;
  await Promise.all(wave.regions.map((region) => runRegion(run, region, records)));
  // One that has ended may have been taken up again meanwhile, or is about to be.
  await condition(() => allHandlersFinished() && state.underWay.length === 0 && regionsToTakeUp(state).length === 0);
}

/** A region that has ended is taken up again when a person wants more of it. */
async function takeUpAgain(run: Run, records: readonly CopyRecord[]): Promise<void> {
  const { state } = run;
  try {
    for (;;) {
      await condition(() => regionsToTakeUp(state).length > 0);
      for (const region of regionsToTakeUp(state)) void runRegion(run, region, records);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
}

function handleMessages(run: Run): void {
  const { state } = run;
  const outer = CancellationScope.current();
  outer.cancelRequested.catch(() => {
    run.cancelled = true;
  });
  setHandler(statusQuery, () => state.status(), { description: 'Counts by region, and what is waited for' });
  setHandler(copiesQuery, (filter) => state.copies(filter), {
    description: 'What is not ready in regions that have ended, and which workflow to ask of the others',
  });
  setHandler(helpQuery, () => runHelp(state.plan.name), { description: 'What can be asked and sent, with examples' });
  setHandler(
    progressSignal,
    (progress) => {
      state.heard(progress, Date.now());
      run.show();
    },
    { description: 'Sent by a region: its counts' },
  );
  setHandler(accountErrorSignal, (stop) => accountRefused(run, stop), {
    description: 'Sent by a region: the account was refused',
  });
  handleControls(run);
}

function accountRefused(run: Run, stop: Stop): void {
  if (run.state.plan.policy.onAccountError === 'fail') return run.stop(stop);
  // A run that is ending asks for nothing more, and nobody could resume it.
  if (run.state.stop !== undefined || run.cancelled) return;
  void run.pause({ reason: `${stop.code}: ${stop.reason}` });
}

/** `policy.deadline` ends the run, whatever is under way. */
function startDeadline(run: Run): CancellationScope {
  const scope = new CancellationScope();
  const { deadline } = run.state.plan.policy;
  if (deadline === undefined) return scope;
  void scope.run(async () => {
    try {
      await sleep(deadline, { summary: "the run's deadline" });
      run.stop({ code: 'DeadlineExceeded', reason: "the run's deadline has passed", immediately: true });
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  });
  return scope;
}

/** The one place where an outcome becomes the end of the workflow. */
async function conclude(run: Run): Promise<RunSummary> {
  const { state } = run;
  state.loseUnstarted(run.cancelled, Date.now());
  if (run.cancelled) {
    await CancellationScope.nonCancellable(() => deleteRequested(run));
    run.end('cancelled');
    await notify(run, 'cancelled');
    throw new CancelledFailure('The run was cancelled');
  }
  const outcome = state.judge();
  run.end(outcome);
  await notify(run, outcome);
  const summary = state.summary();
  if (state.outcome !== 'failed') return summary;
  const { ready, planned } = summary.counts;
  const reached = `${ready} of ${planned} copies are ready`;
  throw ApplicationFailure.create({
    type: 'ReplicationFailed',
    // The report shows no copies of a selection that was never resolved, and so no reason of theirs.
    message: state.isResolved ? reached : `what the plan selects was not found out: ${state.stop?.reason ?? reached}`,
    details: [summary],
    nonRetryable: true,
  });
}
