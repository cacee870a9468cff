import {
  type Client,
  isGrpcServiceError,
  QueryNotRegisteredError,
  QueryRejectedError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { type RegionLine, type RegionStatus, statusQuery } from '../../../workflows/messages.js';
import { defined } from '../../defined.js';
import { endedRegion } from '../../executions/ended-region.js';
import { latestRun } from '../../executions/latest-run.js';
import { taskFailureOf } from '../../executions/read-task-failure.js';
import type { TaskFailure } from '../../task-failure.js';
import { isUnderWay, type WorkflowExecution } from '../../workflow-ids.js';
import { inGroups } from '../in-groups.js';

/** How long all regions together may take to answer, ms. */
const ALL_REGIONS_MS = 8_000;

/** A region as it answers itself. */
export type LiveRegion = RegionLine & {
  /** Absent if its workflow can continue. */
  readonly taskFailure?: TaskFailure;
};

interface Answer {
  /** When the region was asked, by the clock of this machine, epoch ms. */
  readonly askedAt: number;
  readonly line: LiveRegion;
}

/**
 * The lines of a run's status as its regions themselves know them, since they report to the run only from time to time. A
 * region that does not answer in time keeps the line that is known of it, and the time of that line.
 */
export class LiveRegions {
  private readonly answers = new Map<string, Answer>();

  /** @param maxAge how old an answer may be before the region is asked again, ms: each answer is a query, which costs. */
  constructor(
    private readonly client: Client,
    private readonly maxAge: number,
  ) {}

  /**
   * @param lines what the run itself answers.
   * @param workflows by region, the workflow of each that has started.
   */
  async ask(lines: readonly RegionLine[], workflows: ReadonlyMap<string, WorkflowExecution>): Promise<LiveRegion[]> {
    const deadline = Date.now() + ALL_REGIONS_MS;
    return inGroups(lines, async (line) => {
      const workflow = workflows.get(line.region);
      if (workflow === undefined || line.phase === 'ended') return line;
      const known = this.answers.get(line.region);
      const askedAt = Date.now();
      if (known !== undefined && askedAt - known.askedAt < this.maxAge) return newerOf(line, known.line);
      const answer = askedAt < deadline ? await this.answerOf(line, workflow, deadline) : line;
      this.answers.set(line.region, { askedAt, line: answer });
      return newerOf(line, answer);
    });
  }

  private async answerOf(line: RegionLine, workflow: WorkflowExecution, deadline: number): Promise<LiveRegion> {
    try {
      return await this.client.withDeadline(deadline, () => liveLine(this.client, line, workflow));
    } catch (error) {
      // The line's own time says how old it is.
      if (isUnanswered(error)) return line;
      throw error;
    }
  }
}

async function liveLine(client: Client, line: RegionLine, workflow: WorkflowExecution): Promise<LiveRegion> {
  const run = await latestRun(client, workflow);
  if (run === undefined) return line;
  const { region, required } = line;
  if (isUnderWay(run)) {
    const taskFailure = await taskFailureOf(client, run);
    // A query would wait for an answer that does not come.
    if (taskFailure !== undefined) return { ...line, taskFailure };
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

/** Times are ISO 8601 in UTC, so that their order is that of their text. */
function newerOf(line: RegionLine, answer: LiveRegion): LiveRegion {
  return answer.asOf >= line.asOf ? answer : line;
}

/** Whether no worker answered, the connection failed, or the region's version does not know the question. */
function isUnanswered(error: unknown): boolean {
  return (
    isGrpcServiceError(error) ||
    error instanceof ServiceError ||
    error instanceof WorkflowNotFoundError ||
    error instanceof QueryRejectedError ||
    error instanceof QueryNotRegisteredError
  );
}
