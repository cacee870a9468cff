import { COPY_STATES, type CopyState, outcomeOf } from '../../src/copies/copy-record.js';
import { countRecords } from '../../src/copies/counts.js';
import { minuteText, namesText } from '../../src/report/figure-text.js';
import type { RegionProgress, RegionStatus } from '../messages.js';
import type { RegionState } from './region-state.js';

/** The region's progress, as it is signalled to the run. */
export function progressOf(state: RegionState): RegionProgress {
  return {
    region: state.region,
    phase: state.phase,
    counts: countRecords(state.copies.records),
    ...waitOf(state),
  };
}

/** The answer to the `status` query. @param now epoch ms. */
export function statusOf(state: RegionState, now: number): RegionStatus {
  const counted = COPY_STATES.map((each) => [each, state.copies.count(each)]);
  const states = Object.fromEntries(counted) as Record<CopyState, number>;
  return { ...progressOf(state), asOf: new Date(now).toISOString(), states };
}

/** What a report of the progress says, cheap to compare: it is made at every turn of the workflow. */
export interface ProgressMark {
  readonly all: string;
  /** What the region waits for; empty while it waits for nothing. */
  readonly wait: string;
}

/** The copies that have an outcome, the phase and the wait, without what differs from one answer of the service to the next. */
export function progressMark(state: RegionState): ProgressMark {
  const { waitingFor = '', waitingSince } = waitOf(state);
  const wait = waitingFor === '' ? '' : waitingText(waitingFor, waitingSince);
  const settled = COPY_STATES.filter((each) => outcomeOf(each) !== 'pending').map((each) => state.copies.count(each));
  return { all: [state.phase, ...settled, wait].join(), wait };
}

type WaitProgress = Pick<RegionProgress, 'waitingFor' | 'waitingKind' | 'waitingSince'>;

/** The most important reason why copies wait; empty while none does. */
function waitOf({ copies, holds }: RegionState): WaitProgress {
  const { stop, paused } = holds;
  if (stop !== undefined) return { waitingKind: 'stopped', waitingFor: `stopped: ${stop.code}: ${stop.reason}` };
  if (paused !== undefined) {
    return { waitingKind: 'paused', waitingFor: `paused: ${paused.reason}`, waitingSince: isoTime(paused.since) };
  }
  const { closedSince, code, reason } = holds.capacity.state;
  // Once every copy that waited for capacity was skipped or has failed, a full region keeps no copy waiting.
  if (closedSince !== undefined && copies.count('planned') + copies.count('requesting') > 0) {
    return { waitingKind: 'capacity', waitingFor: `capacity: ${code}: ${reason}`, waitingSince: isoTime(closedSince) };
  }
  const sources = [...copies.in('awaitingSource')].map(({ source }) => source);
  return sources.length === 0 ? {} : { waitingKind: 'source', waitingFor: sourceText(sources) };
}

/** The first part is all that the UI shows. */
function sourceText(sources: readonly string[]): string {
  const words =
    sources.length === 1
      ? '1 copy waits until its source is Available'
      : `${sources.length} copies wait until their source is Available`;
  return `${words}: ${namesText(sources)}`;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** One region as a line of Markdown: how many copies are ready, and what the others wait for. */
export function regionLine(progress: RegionProgress): string {
  const { region, phase, counts, waitingFor, waitingSince } = progress;
  const parts = [
    `**${region}**: ${counts.ready} of ${counts.planned} ready`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.conflict > 0 ? [`${counts.conflict} in conflict`] : []),
    ...(phase === 'copying' ? [] : [phase]),
    ...(waitingFor === undefined ? [] : [waitingText(waitingFor, waitingSince)]),
  ];
  return `- ${parts.join('; ')}`;
}

/** A longer line wraps in the UI, whose frame then hides the last lines. The `status` query has the full text. */
const MAX_WAITING = 50;

/** What is waited for, without the message of the service: `capacity: QuotaExceeded since …`. */
function waitingText(waitingFor: string, since: string | undefined): string {
  const short = waitingFor.split(': ').slice(0, 2).join(': ');
  const cut = short.length <= MAX_WAITING ? short : `${short.slice(0, MAX_WAITING - 1).trimEnd()}…`;
  return since === undefined ? cut : `${cut} since ${minuteText(since)}`;
}

/** The answer to the `help` query. */
export function regionHelp(region: string): string {
  return [
    `This workflow replicates to ${region}. Send controls to the run that started it, not to this workflow.`,
    '',
    'Queries:',
    '- `status`: the number of copies per state, and what they wait for.',
    '- `copies`: the copies, page by page: `{"limit": 20, "states": ["failed", "conflict"]}`, or `{"source": "edc-…"}`.',
    '',
    'To end it, cancel the run, not this workflow. Copies that are under way are kept.',
  ].join('\n');
}
