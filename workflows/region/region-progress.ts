import { COPY_STATES, type CopyState } from '../../src/copies/copy-record.js';
import { countRecords } from '../../src/copies/counts.js';
import { minuteText } from '../../src/report/figure-text.js';
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
  const sources = copies.count('awaitingSource');
  if (sources === 0) return {};
  return { waitingKind: 'source', waitingFor: sourceText(sources) };
}

function sourceText(copies: number): string {
  return copies === 1
    ? '1 copy waits until its source is Available'
    : `${copies} copies wait until their source is Available`;
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
