import { CancellationScope, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { countRecords } from '../src/copies/counts.js';
import { packRecords, unpackRecords } from '../src/copies/packed-records.js';
import { fitReasons } from '../src/payload/fit-reasons.js';
import { verdictDigest } from '../src/reconcile/preview-digest.js';
import { readRegionResult } from './activities.js';
import { controlSignal, copiesQuery, helpQuery, statusQuery, stopSignal } from './messages.js';
import { previewRegion } from './preview/preview-region.js';
import { CapacityGate } from './region/capacity-gate.js';
import { selectCopies } from './region/copies-page.js';
import { deleteFormers } from './region/delete-formers.js';
import { endStranded } from './region/end-stranded.js';
import { leaveDoubtful } from './region/leave-doubtful.js';
import { overlookUnanswered } from './region/overlook-unanswered.js';
import type { RegionInput } from './region/region-input.js';
import { statusOf } from './region/region-progress.js';
import { RegionState } from './region/region-state.js';
import { regionHelp } from './region/region-text.js';
import { requestCopies } from './region/request-copies.js';
import { RequestPace } from './region/request-pace.js';
import { sendProgress } from './region/send-progress.js';
import { survey } from './region/survey.js';
import { watchCopies } from './region/watch-copies.js';
import { watchSources } from './region/watch-sources.js';
import { wasCancelled } from './was-cancelled.js';
import type { RegionResult } from '../src/copies/region-result.js';

/**
 * Replicates to one target region. Its id is `replicate-<plan>/<region>` whatever the run's: Temporal itself admits one
 * at a time. It always returns its records, cancelled or not, so that no copy is ever lost with its workflow.
 */
export async function replicateRegion(input: RegionInput): Promise<RegionResult> {
  const { state, startedAt } = await openState(input);
  handleMessages(state, input, startedAt);
  if (input.dryRun === true) return previewRegion(state, input);
  haltWhenCancelled(state);

  return CancellationScope.nonCancellable(async () => {
    if (input.carried === undefined) {
      await surveyUntilStopped(state, input);
      holdToPreview(state, input);
      state.judged();
    }
    state.phase = 'copying';
    await work(state, input);
    if (!state.over) return continueAsNew<typeof replicateRegion>(handOn(state, input, startedAt));
    await endStranded(state, input);
    endUnderWay(state);
    const endedAt = Date.now();
    state.waits.endAll(endedAt);
    return fitReasons((reasonLength) => ({
      counts: countRecords(state.records),
      records: packRecords(state.records, { reasonLength }),
      timeline: { startedAt, endedAt, waits: state.waits.list },
    }));
  });
}

/** A run that is held to a preview asks for nothing where it finds other verdicts, however late its turn comes. */
function holdToPreview(state: RegionState, { region, expectVerdicts }: RegionInput): void {
  if (expectVerdicts === undefined || state.stop !== undefined) return;
  if (verdictDigest(region, state.records) === expectVerdicts) return;
  const reason = 'what exists here is not what was previewed: preview again, and run with the digest that it tells';
  state.halt({ code: 'DigestDiffers', reason, immediately: false });
}

/** A survey that paused the run, because the account was refused, is made anew once it is resumed. */
async function surveyUntilStopped(state: RegionState, input: RegionInput): Promise<void> {
  for (;;) {
    const isRefused = await surveyOnce(state, input);
    if (!isRefused) return;
    await condition(() => state.stop !== undefined || state.paused === undefined);
    if (state.stop !== undefined) return;
  }
}

/** A stop does not wait for a region that does not answer. Whether the account was refused. */
async function surveyOnce(state: RegionState, input: RegionInput): Promise<boolean> {
  const scope = new CancellationScope();
  const surveyed = scope.run(() => survey(state, input));
  await Promise.race([surveyed, condition(() => state.stop !== undefined)]);
  scope.cancel();
  try {
    return (await surveyed) === 'refused' && state.stop === undefined;
  } catch (error) {
    if (!wasCancelled(error)) throw error;
    return false;
  }
}

/** Where this workflow begins: at the plan, where an earlier history of it left off, or where an earlier workflow ended. */
async function openState(input: RegionInput): Promise<{ state: RegionState; startedAt: number }> {
  const { region, carried } = input;
  const former = await formerResult(input);
  const { startedAt, waits } = carried?.timeline ?? former?.timeline ?? { startedAt: Date.now(), waits: [] };
  const state = new RegionState(
    region,
    unpackRecords(former?.records ?? input.records),
    carried?.maxInFlight ?? input.maxInFlight,
    { ...(carried?.gate ?? CapacityGate.open(Date.now()).state) },
    waits,
    { ...(carried?.pace ?? RequestPace.start()) },
  );
  state.signalsSent = carried?.signalsSent ?? 0;
  state.surveyedAt = carried?.surveyedAt ?? 0;
  state.surveyDue = carried?.surveyDue ?? false;
  state.paused = carried?.paused;
  state.judging = input.expectVerdicts !== undefined && carried === undefined;
  for (const skip of carried?.skips ?? []) state.control({ kind: 'skip', ...skip }, Date.now());
  if (carried?.stop !== undefined) state.halt(carried.stop);
  if (carried === undefined) for (const control of input.controls ?? []) state.control(control, Date.now());
  return { state, startedAt };
}

/** `undefined` also when it is no longer kept: the survey then finds again what was made. */
async function formerResult({ region, again, carried }: RegionInput): Promise<RegionResult | undefined> {
  if (again === undefined || carried !== undefined) return undefined;
  const summary = `what became of ${region} so far`;
  const read = () => readRegionResult.executeWithOptions({ summary }, [again]);
  return (await CancellationScope.nonCancellable(read)) ?? undefined;
}

function handleMessages(state: RegionState, input: RegionInput, startedAt: number): void {
  setHandler(stopSignal, (stop) => state.halt(stop), { description: 'Sent by the run: ask for no more copies' });
  setHandler(controlSignal, (control) => state.control(control, Date.now()), {
    description: 'Sent by the run, which is what to steer: pause, resume, skip and the like',
  });
  setHandler(statusQuery, () => statusOf(state, Date.now()), {
    description: 'Counts by state, and what is waited for',
  });
  setHandler(
    copiesQuery,
    (filter) => ({
      ...selectCopies(state.records, filter),
      timeline: { startedAt, waits: state.waits.list },
    }),
    {
      description: 'The copies of this region: {"offset": 0, "limit": 100, "states": ["failed"], "source": "edc-…"}',
    },
  );
  setHandler(helpQuery, () => regionHelp(input.region), { description: 'What can be asked and sent' });
}

/** A cancelled region keeps its copies and ends at once; what it knows is still returned. */
function haltWhenCancelled(state: RegionState): void {
  CancellationScope.current().cancelRequested.catch(() => {
    state.halt({ code: 'Cancelled', reason: 'the run was cancelled', immediately: true });
  });
}

/** Until all is settled, a stop ends it, or the history is long enough to begin a new one. */
async function work(state: RegionState, input: RegionInput): Promise<void> {
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
        watchCopies(state, input),
        watchSources(state, input),
        deleteFormers(state, input),
        leaveDoubtful(state, input),
        overlookUnanswered(state),
        sendProgress(state),
      ].map(guarded),
    ),
  );
  const ending = () => state.over || broken.length > 0;
  await condition(() => ending() || historyIsLong(input));
  if (!ending()) await letAnswersCome(state, ending);
  loops.cancel();
  await running;
  if (broken.length > 0) throw broken[0];
}

/** Most calls under way answer at once; only what backs off is left to be cancelled. */
async function letAnswersCome(state: RegionState, ending: () => boolean): Promise<void> {
  state.draining = true;
  const answered = () => ending() || state.count('requesting') === 0;
  if (!answered()) await condition(answered, '5s', { summary: 'calls under way answer before a new history begins' });
}

/**
 * Each new history waits for the calls under way. The server suggests one at 4,096 events, some 1,000 copies; it warns from
 * 10,240 events and 10 MB on, and ends a workflow at 51,200 and 50 MB.
 */
const LONG_HISTORY = { events: 8_000, bytes: 6 * 1024 * 1024 };

function historyIsLong({ continueAfterEvents = LONG_HISTORY.events }: RegionInput): boolean {
  const { historyLength, historySize } = workflowInfo();
  return historyLength >= Math.min(continueAfterEvents, LONG_HISTORY.events) || historySize >= LONG_HISTORY.bytes;
}

/** No attempt is in flight here: each request has returned, or was cancelled and left its doubt in its record. */
function handOn(state: RegionState, input: RegionInput, startedAt: number): RegionInput {
  const { gate, pace, stop, signalsSent, surveyedAt, surveyDue, maxInFlight, paused, skips, waits } = state;
  return fitReasons((reasonLength) => ({
    ...input,
    records: packRecords(state.records, { reasonLength }),
    carried: {
      gate: gate.state,
      pace: pace.state,
      signalsSent,
      surveyedAt,
      surveyDue,
      maxInFlight,
      skips,
      timeline: { startedAt, waits: waits.list },
      ...(paused === undefined ? {} : { paused }),
      ...(stop === undefined ? {} : { stop }),
    },
  }));
}

/** Copies that a deadline overtakes have failed by it; those of a cancelled run are kept, and stay pending. */
function endUnderWay(state: RegionState): void {
  const { stop } = state;
  if (stop === undefined || stop.code === 'Cancelled') return;
  for (const record of state.in('copying')) state.move(record, 'failed', { code: stop.code, reason: stop.reason });
}
