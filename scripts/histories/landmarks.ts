/** The fields of an event, as JSON, by which a history's landmarks are recognised. */
export interface HistoryEventJson {
  readonly eventType: string;
  readonly workflowExecutionStartedEventAttributes?: {
    readonly workflowId: string;
    readonly continuedExecutionRunId?: string;
  };
  readonly workflowExecutionContinuedAsNewEventAttributes?: { readonly newExecutionRunId: string };
  readonly workflowExecutionFailedEventAttributes?: { readonly failure: FailureJson };
  readonly workflowExecutionSignaledEventAttributes?: { readonly signalName: string };
  readonly workflowExecutionUpdateAcceptedEventAttributes?: {
    readonly acceptedRequest: { readonly input: { readonly name: string } };
  };
  readonly workflowPropertiesModifiedEventAttributes?: {
    readonly upsertedMemo: { readonly fields: Readonly<Record<string, unknown>> };
  };
  readonly signalExternalWorkflowExecutionInitiatedEventAttributes?: { readonly signalName: string };
  readonly activityTaskScheduledEventAttributes?: { readonly activityType: Named };
  readonly activityTaskStartedEventAttributes?: { readonly attempt?: number };
  readonly activityTaskFailedEventAttributes?: { readonly failure: FailureJson };
  readonly childWorkflowExecutionStartedEventAttributes?: {
    readonly workflowType: Named;
    readonly workflowExecution: { readonly workflowId: string; readonly runId: string };
  };
}

/** A history in the form of `temporal workflow show --output json`. */
export interface HistoryJson {
  readonly events: readonly HistoryEventJson[];
}

interface Named {
  readonly name: string;
}

interface FailureJson {
  readonly applicationFailureInfo?: { readonly type?: string };
}

/**
 * How often each landmark occurs in a history: its event types, as `TIMER_FIRED`, and `activity copyDataCache`,
 * `retried activity`, `update pause`, `signal control` (received), `signals progress` (sent), `child notify`,
 * `memo expectDigest`, `failure ReplicationFailed`, and `continued` for a history that continues an earlier one.
 */
export function landmarks({ events }: HistoryJson): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const landmark of events.flatMap(landmarksOf)) counts.set(landmark, (counts.get(landmark) ?? 0) + 1);
  return counts;
}

function landmarksOf(event: HistoryEventJson): string[] {
  const found = [event.eventType.replace(/^EVENT_TYPE_/, '')];
  const add = (kind: string, name: string | undefined) => {
    if (name !== undefined) found.push(`${kind} ${name}`);
  };
  add('activity', event.activityTaskScheduledEventAttributes?.activityType.name);
  add('update', event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest.input.name);
  add('signal', event.workflowExecutionSignaledEventAttributes?.signalName);
  add('signals', event.signalExternalWorkflowExecutionInitiatedEventAttributes?.signalName);
  add('child', event.childWorkflowExecutionStartedEventAttributes?.workflowType.name);
  for (const { failure } of [
    event.workflowExecutionFailedEventAttributes,
    event.activityTaskFailedEventAttributes,
  ].filter((attributes) => attributes !== undefined)) {
    add('failure', failure.applicationFailureInfo?.type);
  }
  for (const name of Object.keys(event.workflowPropertiesModifiedEventAttributes?.upsertedMemo.fields ?? {})) {
    add('memo', name);
  }
  if ((event.activityTaskStartedEventAttributes?.attempt ?? 1) > 1) found.push('retried activity');
  if (event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId) found.push('continued');
  return found;
}

/** The landmarks that occur less often than `atLeast` says, each as a sentence; empty when the history is worth keeping. */
export function missingLandmarks(history: HistoryJson, atLeast: Readonly<Record<string, number>>): string[] {
  const counts = landmarks(history);
  return Object.entries(atLeast)
    .filter(([landmark, least]) => (counts.get(landmark) ?? 0) < least)
    .map(([landmark, least]) => `${landmark}: expected at least ${least}, found ${counts.get(landmark) ?? 0}`);
}
