import type { Client } from '@temporalio/client';
import { type RegionLine, type RegionStatus, statusQuery } from '../../workflows/messages.js';
import { defined } from '../defined.js';
import { endedRegion } from '../executions/ended-region.js';
import { latestRun } from '../executions/latest-run.js';
import { isUnderWay, type WorkflowExecution } from '../workflow-ids.js';
import { inGroups } from './in-groups.js';

/** How long all regions together may take to answer, ms. */
const ALL_REGIONS_MS = 8_000;

/**
 * The lines of a run's status as its regions themselves know them, since they report to the run only from time to time. A
 * region that does not answer in time keeps the line that the run has of it, and the time of that line.
 *
 * @param workflows by region, the workflow of each that has started.
 */
export async function liveRegions(
  client: Client,
  lines: readonly RegionLine[],
  workflows: ReadonlyMap<string, WorkflowExecution>,
): Promise<RegionLine[]> {
  const deadline = Date.now() + ALL_REGIONS_MS;
  return inGroups(lines, async (line) => {
    const workflow = workflows.get(line.region);
    if (workflow === undefined || line.phase === 'ended' || Date.now() >= deadline) return line;
    try {
      return await client.withDeadline(deadline, () => liveRegion(client, line, workflow));
    } catch {
      // No worker answers, or the connection failed: the line's own `asOf` says how old it is.
      return line;
    }
  });
}

async function liveRegion(client: Client, line: RegionLine, workflow: WorkflowExecution): Promise<RegionLine> {
  const run = await latestRun(client, workflow);
  if (run === undefined) return line;
  const { region, required } = line;
  if (isUnderWay(run)) {
    const handle = client.workflow.getHandle(run.workflowId, run.runId);
    const { phase, counts, asOf, ...rest } = await handle.query<RegionStatus>(statusQuery.name);
    const { waitingFor, waitingKind, waitingSince } = rest;
    return { region, required, phase, counts, asOf, ...defined({ waitingFor, waitingKind, waitingSince }) };
  }
  // It has just ended, and the run does not know yet.
  const ended = await endedRegion(client, run);
  if (ended === undefined) return line;
  const asOf = (run.closeTime ?? new Date()).toISOString();
  return { region, required, phase: 'ended', counts: ended.counts, asOf };
}
