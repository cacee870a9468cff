import type { z } from 'zod';
import type { ControlRecord } from '../controls/controls.js';
import { type CopyRecord, type Outcome, outcomeOf } from '../copies/copy-record.js';
import { countCopies } from '../copies/counts.js';
import type { RunOutcome } from '../copies/run-outcome.js';
import { advise } from '../eci/classify.js';
import type { reportSchema } from './report-schema.js';
import type { PartialView, Wait } from '../copies/region-result.js';

/** The outcome of every copy of a run: schemas/report.schema.json describes each field. */
export type Report = z.output<typeof reportSchema>;
export type ReportCopy = Report['copies'][number];

/** The input of {@link buildReport}. */
export interface ReportParts {
  readonly plan: string;
  readonly planDigest?: string | undefined;
  readonly workflowId: string;
  readonly runId: string;
  readonly startedAt: Date;
  /** Absent while the run is under way. */
  readonly finishedAt?: Date | undefined;
  readonly outcome: RunOutcome;
  readonly sourceRegion: string;
  readonly regions: readonly RegionRecords[];
  /** Oldest first. Default: none. */
  readonly controls?: readonly ControlRecord[] | undefined;
  /** Absent if no deletion was asked for. */
  readonly deletion?: { readonly deleted: number; readonly left: number } | undefined;
}

/** The copies of one target region and, if known, how its time was spent. */
export interface RegionRecords {
  readonly region: string;
  readonly records: readonly CopyRecord[];
  readonly required?: boolean | undefined;
  /** Epoch ms; absent if the region did not start. */
  readonly startedAt?: number | undefined;
  /** Epoch ms; absent if the region has not ended. */
  readonly endedAt?: number | undefined;
  /** Oldest first. Default: none. */
  readonly waits?: readonly Wait[] | undefined;
  /** What the last survey showed. Default: the whole region. */
  readonly partial?: PartialView | undefined;
}

/** Builds the report. Keys have a fixed order; regions and copies follow the plan. */
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
    regions: regions.map(reportRegion),
    controls: (parts.controls ?? []).map(reportControl),
    deletion: parts.deletion === undefined ? null : { ...parts.deletion },
  };
}

function reportRegion(recorded: RegionRecords): Report['regions'][number] {
  const { region, required, startedAt, endedAt, waits = [], partial } = recorded;
  return {
    region,
    required: required ?? null,
    startedAt: isoTime(startedAt),
    endedAt: isoTime(endedAt),
    waits: waits.map(({ kind, code, reason, from, to }) => ({
      kind,
      code: code ?? null,
      reason: reason ?? null,
      from: new Date(from).toISOString(),
      to: isoTime(to),
    })),
    partialView: partial === undefined ? null : { listed: partial.listed, counted: partial.counted ?? null },
  };
}

/** The look on which a purchase rests. */
function whyRequested({ requestedAt, lookedAt, seenAt }: CopyRecord): string | null {
  if (requestedAt === undefined) return null;
  if (lookedAt !== undefined) return `nothing was at the destination at ${isoTime(lookedAt)}`;
  return seenAt === undefined ? null : `the listing of the region at ${isoTime(seenAt)} did not show it`;
}

function reportControl({ at, control, target, by, reason }: ControlRecord): Report['controls'][number] {
  return {
    at: new Date(at).toISOString(),
    control,
    target: target ?? null,
    by: by ?? null,
    reason: reason ?? null,
  };
}

function reportCopy(sourceRegion: string, region: string, record: CopyRecord): ReportCopy {
  const outcome = outcomeOf(record.state);
  return {
    source: record.source,
    sourceRegion,
    region,
    dataCacheId: record.id ?? null,
    // The place of a source that was never described is not known.
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
    why: whyRequested(record),
  };
}

/** Ready and skipped copies need no advice. */
function adviceFor(outcome: Outcome, code: string | undefined): string | null {
  if (code === undefined || outcome === 'ready' || outcome === 'skipped') return null;
  return advise(code);
}

function isoTime(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
