import type { z } from 'zod';
import { advise } from '../eci/classify.js';
import { type CopyRecord, type Outcome, outcomeOf } from './copy-record.js';
import { countCopies } from './count-copies.js';
import type { reportSchema } from './report-schema.js';
import type { RunOutcome } from './run-outcome.js';

/** What became of every copy of a run. */
export type Report = z.output<typeof reportSchema>;
export type ReportCopy = Report['copies'][number];

/** What a report is made of. */
export interface ReportParts {
  readonly plan: string;
  readonly planDigest?: string | undefined;
  readonly workflowId: string;
  readonly runId: string;
  readonly startedAt: Date;
  /** Absent while the run goes on. */
  readonly finishedAt?: Date | undefined;
  readonly outcome: RunOutcome;
  readonly sourceRegion: string;
  readonly regions: readonly RegionRecords[];
}

/** One target region's copies. */
export interface RegionRecords {
  readonly region: string;
  readonly records: readonly CopyRecord[];
}

/** The whole report: its keys always in the contract's order, regions and copies in the plan's. */
export function buildReport(parts: ReportParts): Report {
  const { plan, planDigest, workflowId, runId, startedAt, finishedAt, outcome, sourceRegion, regions } = parts;
  const copies = regions.flatMap(({ region, records }) =>
    records.map((record) => reportCopy(sourceRegion, region, record)),
  );
  return {
    version: 1,
    plan,
    planDigest: planDigest ?? null,
    workflowId,
    runId,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    outcome,
    counts: countCopies(copies),
    copies,
  };
}

function reportCopy(sourceRegion: string, region: string, record: CopyRecord): ReportCopy {
  const outcome = outcomeOf(record.state);
  return {
    source: record.source,
    sourceRegion,
    region,
    dataCacheId: record.id ?? null,
    // A source that was never described has no place of its own yet.
    bucket: record.bucket === '' ? null : record.bucket,
    path: record.path === '' ? null : record.path,
    sizeGiB: record.sizeGiB ?? null,
    expiresAt: record.expiresAt ?? null,
    verdict: record.verdict ?? null,
    outcome,
    generation: record.generation,
    attempts: record.attempts,
    code: record.code ?? null,
    reason: record.reason ?? null,
    advice: adviceFor(outcome, record.code),
    requestId: record.requestId ?? null,
    requestedAt: isoTime(record.requestedAt),
    readyAt: isoTime(record.readyAt),
    ended: (record.ended ?? []).map(({ generation, id, code, reason }) => ({
      generation,
      dataCacheId: id ?? null,
      code,
      reason: reason ?? null,
    })),
  };
}

/** A copy that is ready, or was left out on request, needs none. */
function adviceFor(outcome: Outcome, code: string | undefined): string | null {
  if (code === undefined || outcome === 'ready' || outcome === 'skipped') return null;
  return advise(code);
}

function isoTime(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
