import type { Client } from '@temporalio/client';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { parseRunInput } from '../plan/run-input.js';
import type { Plan } from '../plan/schema.js';
import { selectRegions } from '../plan/select-regions.js';
import { validatePlan } from '../plan/validate-plan.js';
import type { RunExecution } from './run-execution.js';

/** The activity by which a run reads a plan file on its worker. */
const READ_PLAN_FILE = 'readPlanFile';
/** Events a page: the started event may hold a plan of a megabyte, and one answer at most four. */
const PAGE_SIZE = 10;
/** The plan is read before all else, within the first few events; retries of the activity add none. */
const MAX_PAGES = 10;

/**
 * The plan that a run was started with, after variables and selection, read from the first events of its history: no
 * worker is needed. `undefined`: it was never valid, or never read.
 */
export async function runPlan(client: Client, execution: RunExecution): Promise<Plan | undefined> {
  const found = await findDocument(client, execution);
  if (found === undefined) return undefined;
  const validated = validatePlan(found.document, found.vars);
  if ('problems' in validated) return undefined;
  const selected = selectRegions(validated.plan, found.regions);
  return 'problems' in selected ? undefined : selected.plan;
}

interface FoundDocument {
  readonly document: unknown;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
}

async function findDocument(client: Client, execution: RunExecution): Promise<FoundDocument | undefined> {
  let given: Omit<FoundDocument, 'document'> = {};
  let reading: string | undefined;
  for await (const event of firstEvents(client, execution)) {
    const started = event.workflowExecutionStartedEventAttributes;
    if (started != null) {
      const parsed = parseRunInput(await decoded(client, execution, started.input?.payloads));
      if ('sentence' in parsed) return undefined;
      const { plan, ...rest } = parsed.input;
      given = rest;
      if (typeof plan !== 'string') return { ...given, document: plan };
    }
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityType?.name === READ_PLAN_FILE) reading = String(event.eventId);
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed != null && String(completed.scheduledEventId) === reading) {
      return { ...given, document: await decoded(client, execution, completed.result?.payloads) };
    }
  }
  return undefined;
}

async function* firstEvents(client: Client, execution: RunExecution) {
  let nextPageToken: Uint8Array | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await client.connection.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution,
      maximumPageSize: PAGE_SIZE,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
    yield* answer.history?.events ?? [];
    if (answer.nextPageToken == null || answer.nextPageToken.length === 0) return;
    ({ nextPageToken } = answer);
  }
}

type Payloads = Parameters<typeof decodeFromPayloadsAtIndex>[2];

function decoded(client: Client, { workflowId }: RunExecution, payloads: Payloads): Promise<unknown> {
  const { loadedDataConverter, namespace } = client.options;
  return decodeFromPayloadsAtIndex(loadedDataConverter, 0, payloads, { type: 'workflow', namespace, workflowId });
}
