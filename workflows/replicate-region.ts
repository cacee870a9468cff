import { CancellationScope, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { FormerCopies } from '../activities/region-workflow.js';
import { countRecords } from '../src/copies/counts.js';
import { defined } from '../src/defined.js';
import { CANCELLED } from '../src/copies/stop.js';
import { packRecords } from '../src/copies/packed-records.js';
import { fitReasons } from '../src/payload/fit-reasons.js';
import { packList, unpackList } from '../src/payload/packed-list.js';
import type { RegionResult } from '../src/copies/region-result.js';
import { verdictDigest } from '../src/reconcile/preview-digest.js';
import { regionWorkflowId } from '../src/workflow-ids.js';
import { readFormerCopies, wasCancelled } from './activities.js';
import { checkInput, onPlainQuery, onQuery, onSignal } from './checked-messages.js';
import { controlSignal, copiesQuery, helpQuery, statusQuery, stopSignal } from './messages.js';
import { previewRegion } from './preview/preview-region.js';
import { endStranded, skipAmbiguous } from './region/ambiguous-copies.js';
import { selectCopies } from './region/copies-page.js';
import { deleteFormers } from './region/delete-formers.js';
import { type RegionInput, regionInputSchema } from './region/region-input.js';
import { regionHelp, statusOf } from './region/region-progress.js';
import { RegionState } from './region/region-state.js';
import { reportProgress, showProgress } from './region/report-to-run.js';
import { releaseTimedOutRequests, requestCopies } from './region/request-copies.js';
import { surveyUntilStopped } from './region/survey.js';
import { watchCopies, watchSources } from './region/watch.js';
import { RegionObserver } from './region/observe-region.js';

/**
 * Replicates to one target region. Its workflow id depends on the plan and the region only, see `regionWorkflowId`, so
 * Temporal itself admits one at a time. It always returns its records, cancelled or not, so that no copy is ever lost with
 * its workflow.
 *
 * @throws `InvalidInput` if it is not started by a run.
 */
export async function replicateRegion(...args: [RegionInput]): Promise<RegionResult> {
  checkInput(regionInputSchema, args, 'replicate');
  const [input] = args;
  const state = await beginRegion(input);
  if (input.dryRun === true) return previewRegion(state, input);
  stopWhenCancelled(state);
  const observer = new RegionObserver(input, state.holds.timeline.waits);

  return CancellationScope.nonCancellable(async () => {
    if (input.carried === undefined) {
      observer.began(state.copies.records.length);
      await surveyUntilStopped(state, input);
      holdToPreview(state, input);
    }
    state.entered('copying');
    await work(state, input, observer);
    await condition(() => !state.isReporting);
    if (!state.isOver) return continueAsNew<typeof replicateRegion>(nextInput(state, input));
    await endStranded(state, input);
    const timeline = state.ended(Date.now());
    observer.ended(countRecords(state.copies.records), timeline);
    return fitReasons((reasonLength) => ({
      counts: countRecords(state.copies.records),
      records: packRecords(state.copies.records, { reasonLength }),
      timeline,
      ...defined({ partial: state.survey.partial }),
      ...(state.remembered.length === 0 ? {} : { remembered: packList(state.remembered) }),
    }));
  });
}

/** The state that the region begins with: what an earlier history of it handed over, or what can be read about its copies. */
async function beginRegion(input: RegionInput): Promise<RegionState> {
  let state = RegionState.restore(input, undefined, Date.now());
  // Queries are answered meanwhile. Signals wait for their handlers.
  answerQueries(() => state, input);
  if (input.carried === undefined) {
    const { former, memory = [] } = await formerCopies(input);
    if (former !== undefined) state = RegionState.restore(input, former, Date.now());
    state.remember(unpackList(memory));
  }
  handleSignals(state);
  return state;
}

/** A preview does not have the workflow id of the region, and may run beside it. */
function formerCopies({ plan, region, again, previous, dryRun }: RegionInput): Promise<FormerCopies> {
  const latest = dryRun === true ? { workflowId: regionWorkflowId(plan, region) } : previous;
  const task = { region, ...defined({ again, previous: latest }) };
  const summary = `what is known of the copies in ${region}`;
  return CancellationScope.nonCancellable(() => readFormerCopies.executeWithOptions({ summary }, [task]));
}

function handleSignals(state: RegionState): void {
  onSignal(stopSignal, (stop) => state.holds.stopped(stop), 'Sent by the run: request no more copies');
  onSignal(
    controlSignal,
    (control) => state.controlled(control, Date.now()),
    'Sent by the run: pause, resume, skip and the other controls. Send updates to the run instead.',
  );
}

/** @param current the state changes once: until it is known what the region continues, it is what the plan says. */
function answerQueries(current: () => RegionState, input: RegionInput): void {
  onPlainQuery(
    statusQuery,
    () => statusOf(current(), Date.now()),
    'The number of copies per state, and what they wait for',
  );
  onQuery(
    copiesQuery,
    (filter) => {
      const { copies, holds } = current();
      return { ...selectCopies(copies.records, filter), timeline: holds.timeline };
    },
    'The copies of this region: {"offset": 0, "limit": 100, "states": ["failed"], "source": "edc-…"}',
  );
  onPlainQuery(helpQuery, () => regionHelp(input.region), 'Which queries this workflow answers');
}

/** A cancelled region keeps its copies and ends immediately. What it knows is still returned. */
function stopWhenCancelled(state: RegionState): void {
  CancellationScope.current().cancelRequested.catch(() => {
    state.holds.stopped(CANCELLED);
  });
}

/** A run that is held to a preview requests nothing in a region where it finds other verdicts, however late it gets there. */
function holdToPreview({ copies, holds, skips }: RegionState, { region, expectVerdicts }: RegionInput): void {
  const isChanged = expectVerdicts !== undefined && verdictDigest(region, copies.records) !== expectVerdicts;
  if (isChanged && holds.stop === undefined) {
    const reason = 'this region has changed since the preview: preview again, and run with the new digest';
    holds.stopped({ code: 'DigestDiffers', reason, immediately: false });
  }
  skips.verdictsKnown();
}

/** Runs the loops until everything is settled, a stop ends it, or the history is long enough to begin a new one. */
async function work(state: RegionState, input: RegionInput, observer: RegionObserver): Promise<void> {
  const loops = new CancellationScope();
  const broken: unknown[] = [];
  const guarded = async (loop: Promise<void>) => {
    try {
      await loop;
    } catch (error) {
      if (!wasCancelled(error)) broken.push(error);
    }
  };
  const running = loops.run(() =>
    Promise.all(
      [
        requestCopies(state, input),
        watchCopies(state, input, observer),
        watchSources(state, input),
        deleteFormers(state, input),
        skipAmbiguous(state, input),
        releaseTimedOutRequests(state),
        showProgress(state),
        observer.observe(state),
        reportProgress(state, input.policy.ready.pollEvery),
      ].map(guarded),
    ),
  );
  const isEnding = () => state.isOver || broken.length > 0;
  await condition(() => isEnding() || isHistoryLong(input));
  if (!isEnding()) await drain(state, isEnding);
  loops.cancel();
  await running;
  if (broken.length > 0) throw broken[0];
}

/** Most calls under way are answered at once; only requests that back off are left to be cancelled. */
async function drain(state: RegionState, isEnding: () => boolean): Promise<void> {
  state.draining();
  const isAnswered = () => isEnding() || state.copies.count('requesting') === 0;
  const summary = 'answers to the requests under way, before a new history begins';
  if (!isAnswered()) await condition(isAnswered, '5s', { summary });
}

/**
 * Each new history waits for the calls under way. The server suggests a new one at 4,096 events, some 1,000 copies. It warns
 * from 10,240 events or 10 MB on, and terminates a workflow at 51,200 events or 50 MB.
 */
const LONG_HISTORY = { events: 8_000, bytes: 6 * 1024 * 1024 };

function isHistoryLong({ continueAfterEvents = LONG_HISTORY.events }: RegionInput): boolean {
  const { historyLength, historySize } = workflowInfo();
  return historyLength >= Math.min(continueAfterEvents, LONG_HISTORY.events) || historySize >= LONG_HISTORY.bytes;
}

/** No attempt is in flight here: each request has returned, or was cancelled and left its record ambiguous. */
function nextInput(state: RegionState, input: RegionInput): RegionInput {
  return fitReasons((reasonLength) => ({
    ...input,
    records: packRecords(state.copies.records, { reasonLength }),
    carried: state.carried(),
  }));
}
