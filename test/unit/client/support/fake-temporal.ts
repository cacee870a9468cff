import {
  ApplicationFailure,
  CancelledFailure,
  type Client,
  TerminatedFailure,
  ServiceError,
  WorkflowContinuedAsNewError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import {
  defaultDataConverter,
  defaultPayloadConverter,
  RetryState,
  type SearchAttributePair,
  TypedSearchAttributes,
} from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import { serviceError } from './service-error.js';

/** A workflow run on the fake server. */
export interface FakeRun {
  workflowId: string;
  runId: string;
  type: string;
  /** `UNSPECIFIED` stands for a status that only a newer server knows. */
  status:
    | 'RUNNING'
    | 'PAUSED'
    | 'UNSPECIFIED'
    | 'CONTINUED_AS_NEW'
    | 'COMPLETED'
    | 'FAILED'
    | 'CANCELLED'
    | 'TERMINATED';
  taskQueue: string;
  startTime: Date;
  closeTime?: Date;
  memo: Record<string, unknown>;
  searchAttributes?: SearchAttributePair[];
  firstRunId?: string;
  /** The run that a reset of this one started. */
  resetRunId?: string;
  /** The run that this one continued as. */
  continuedAs?: string;
  parentExecution?: { workflowId: string; runId: string };
  input?: unknown;
  /** Who cancelled it, and why. */
  cancelRequest?: { identity?: string; reason?: string };
  /** What it returned. */
  result?: unknown;
  failure?: { type: string; message: string; details?: unknown[] };
  /** By query. A query that is absent fails as it does without a worker. */
  queries?: Record<string, (...args: never[]) => unknown>;
  /** Results of activities in its first events, by type. */
  activities?: Record<string, unknown>;
  /** Its history after its first event, instead of `activities`. */
  events?: readonly object[];
}

/** The part of Temporal that the client uses, in memory. Nothing happens by itself: `onPause` is the clock of the test. */
export class FakeTemporal {
  readonly runs: FakeRun[] = [];
  readonly cancelled: string[] = [];
  readonly updates: string[] = [];
  readonly started: { type: string; options: Record<string, unknown> }[] = [];
  pollers: string[] = ['worker@host'];
  /** When they polled last, by a clock that stands at 0. */
  polledAt = { seconds: 0 };
  /** Whether one of them still exists. */
  answers = true;
  /** Whether the server has gone away since the last describe: queries end at their deadline, and calls reach nothing. */
  away = false;
  /** The search attributes of the namespace: the server's number for the type, by name. */
  readonly registered: Record<string, number> = {};
  /** Whether the server allows its operator service to administrators only. */
  operatorDenied = false;
  /** Called for every wait, with its length. */
  onPause: (ms: number) => void = () => {};
  /** Called for every start. */
  onStart: (run: FakeRun) => void = () => {};
  closed = 0;

  add(run: Partial<FakeRun> & Pick<FakeRun, 'workflowId'>): FakeRun {
    const added: FakeRun = {
      runId: `run-${this.runs.length + 1}`,
      type: 'replicate',
      status: 'RUNNING',
      taskQueue: 'eci-replicator',
      startTime: new Date(Date.UTC(2026, 10, 2, 10, this.runs.length)),
      memo: {},
      ...run,
    };
    this.runs.push(added);
    return added;
  }

  readonly pause = (ms: number, signal?: AbortSignal): Promise<void> => {
    this.onPause(ms);
    signal?.throwIfAborted();
    return Promise.resolve();
  };

  get client(): Client {
    const fake = {
      options: { namespace: 'default', loadedDataConverter: defaultDataConverter },
      withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
      workflow: {
        start: (type: string, options: Record<string, unknown>) =>
          Promise.resolve().then(() => this.start(type, options)),
        getHandle: (workflowId: string, runId?: string) => this.handle(workflowId, runId),
        list: ({ query = '' } = {}) => this.list(/WorkflowId = "(.+?)"/.exec(query)?.[1]),
      },
      connection: {
        workflowService: {
          describeTaskQueue: () =>
            Promise.resolve({ pollers: this.pollers.map((identity) => ({ identity, lastAccessTime: this.polledAt })) }),
          getWorkflowExecutionHistory: (request: HistoryRequest) => Promise.resolve(this.history(request)),
          getWorkflowExecutionHistoryReverse: ({ execution }: HistoryRequest) => {
            const { cancelRequest } = this.find(execution.workflowId, execution.runId);
            const events = cancelRequest === undefined ? [] : [cancelRequestEvent(cancelRequest)];
            return Promise.resolve({ history: { events } });
          },
          requestCancelWorkflowExecution: (request: CancelRequest) =>
            Promise.resolve().then(() => this.cancel(request)),
          getSystemInfo: () =>
            this.away
              ? Promise.reject(serviceError(14, 'No connection established'))
              : Promise.resolve({ serverVersion: '1.29.1' }),
          describeNamespace: () => Promise.resolve().then(() => ({ config: this.namespaceConfig() })),
        },
        operatorService: {
          listSearchAttributes: () => this.asOperator(() => ({ customAttributes: { ...this.registered } })),
          addSearchAttributes: ({ searchAttributes }: { searchAttributes: Record<string, number> }) =>
            // Like the server, it silently ignores a name that exists.
            this.asOperator(() => Object.assign(this.registered, { ...searchAttributes, ...this.registered })),
        },
      },
    };
    return fake as unknown as Client;
  }

  namespaceConfig(): object {
    const columns = ['', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'];
    const aliases = Object.entries(this.registered).map(([name, type], i) => [`${columns[type]}0${i + 1}`, name]);
    return {
      workflowExecutionRetentionTtl: { seconds: 86_400 },
      customSearchAttributeAliases: Object.fromEntries(aliases),
    };
  }

  private async asOperator<T>(call: () => T): Promise<T> {
    if (this.operatorDenied) throw serviceError(7, 'Request unauthorized.');
    return call();
  }

  private start(type: string, options: Record<string, unknown>) {
    const workflowId = String(options['workflowId']);
    if (type === 'checkWorker') return { firstExecutionRunId: 'check' };
    if (type === 'inspectWorker') return { result: () => Promise.resolve([]) };
    if (this.runs.some((run) => run.workflowId === workflowId && isUnderWay(run))) {
      throw new WorkflowExecutionAlreadyStartedError('already started', workflowId, type);
    }
    this.started.push({ type, options });
    const [input] = options['args'] as unknown[];
    const run = this.add({ workflowId, type, input, memo: options['memo'] as Record<string, unknown> });
    this.onStart(run);
    return { firstExecutionRunId: run.runId };
  }

  private find(workflowId: string, runId?: string): FakeRun {
    const found = this.runs.findLast((run) => run.workflowId === workflowId && (runId ?? run.runId) === run.runId);
    if (found === undefined) throw new WorkflowNotFoundError('not found', workflowId, runId);
    return found;
  }

  private handle(workflowId: string, runId?: string) {
    const lookUp = () => Promise.resolve().then(() => this.find(workflowId, runId));
    return {
      describe: async () => (runId === 'check' ? this.check() : described(await lookUp())),
      result: async () => resultOf(await lookUp()),
      cancel: async () => {
        await lookUp();
        this.cancel({ workflowExecution: { workflowId, ...(runId === undefined ? {} : { runId }) } });
      },
      executeUpdate: async ({ name }: { name: string }) => {
        await lookUp();
        if (this.away) throw new ServiceError('update failed', { cause: serviceError(4, 'after 0.001s') });
        this.updates.push(name);
      },
      query: async (name: string, ...args: never[]) => {
        if (this.away) throw new ServiceError('query failed', { cause: serviceError(4, 'after 0.001s') });
        const answer = (await lookUp()).queries?.[name];
        if (answer === undefined) throw new ServiceError('no poller seen for task queue recently');
        return answer(...args);
      },
    };
  }

  /** The workflow with which a client asks for a worker: it is no run, and is answered at once. */
  private check() {
    const answered = this.answers && this.pollers.length > 0;
    return { status: { name: answered ? 'COMPLETED' : 'RUNNING' }, startTime: new Date(0), historyLength: 2 };
  }

  private cancel({ workflowExecution: { workflowId, runId }, identity, reason }: CancelRequest) {
    const run = this.find(workflowId, runId);
    this.cancelled.push(run.runId);
    Object.assign(run, { status: 'CANCELLED', cancelRequest: { identity, reason } });
  }

  private async *list(workflowId?: string) {
    // In the order of the server: runs under way first, then the newest.
    const newest = this.runs.filter((run) => workflowId === undefined || run.workflowId === workflowId).toReversed();
    yield* newest.filter(isUnderWay).map(described);
    yield* newest.filter((run) => !isUnderWay(run)).map(described);
  }

  private history({ execution, maximumPageSize, nextPageToken }: HistoryRequest) {
    const run = this.runs.find(
      ({ workflowId, runId }) => workflowId === execution.workflowId && runId === execution.runId,
    );
    if (run === undefined) throw serviceError(5, 'workflow execution not found');
    const events: object[] = [
      {
        eventId: 1,
        workflowExecutionStartedEventAttributes: run.input === undefined ? {} : { input: payloads(run.input) },
      },
      ...(run.events ?? Array.from({ length: 10 }, (_, i) => ({ eventId: i + 2 }))),
      ...Object.entries(run.activities ?? {}).flatMap(([name, result], i) => [
        { eventId: 20 + i * 2, activityTaskScheduledEventAttributes: { activityType: { name } } },
        {
          eventId: 21 + i * 2,
          activityTaskCompletedEventAttributes: { scheduledEventId: 20 + i * 2, result: payloads(result) },
        },
      ]),
    ];
    const from = nextPageToken?.[0] ?? 0;
    const next = from + maximumPageSize;
    return {
      history: { events: events.slice(from, next) },
      nextPageToken: next < events.length ? Uint8Array.of(next) : new Uint8Array(),
    };
  }
}

function isUnderWay({ status }: FakeRun): boolean {
  return status === 'RUNNING' || status === 'PAUSED' || status === 'UNSPECIFIED';
}

/** The events of an activity, of which the last says that it was completed. An event's id is also its time, s. */
export function activityEvents(eventId: number, name: string, task: unknown, result?: unknown): object[] {
  const scheduled = { activityType: { name }, input: payloads(task) };
  const completed = { scheduledEventId: eventId, result: payloads(result) };
  return [
    { eventId, eventTime: msToTs(eventId * 1000), activityTaskScheduledEventAttributes: scheduled },
    ...(result === undefined
      ? []
      : [
          {
            eventId: eventId + 1,
            eventTime: msToTs((eventId + 1) * 1000),
            activityTaskCompletedEventAttributes: completed,
          },
        ]),
  ];
}

/** The event with which the server marks a run that a reset started. */
export function resetEvent(baseRunId: string): object {
  return { eventId: 4, workflowTaskFailedEventAttributes: { baseRunId, failure: { resetWorkflowFailureInfo: {} } } };
}

function payloads(value: unknown) {
  return { payloads: [defaultPayloadConverter.toPayload(value)] };
}

interface CancelRequest {
  readonly workflowExecution: { readonly workflowId: string; readonly runId?: string };
  readonly identity?: string;
  readonly reason?: string;
}

function cancelRequestEvent({ identity, reason }: { identity?: string; reason?: string }): object {
  return {
    eventTime: msToTs(Date.UTC(2026, 10, 2, 12)),
    workflowExecutionCancelRequestedEventAttributes: { identity, cause: reason },
  };
}

interface HistoryRequest {
  readonly execution: { readonly workflowId: string; readonly runId?: string };
  readonly maximumPageSize: number;
  readonly nextPageToken?: Uint8Array;
}

function described({ status, firstRunId, resetRunId, searchAttributes, ...run }: FakeRun) {
  const typedSearchAttributes = new TypedSearchAttributes(searchAttributes);
  return {
    ...run,
    typedSearchAttributes,
    status: { name: status },
    raw: {
      workflowExecutionInfo: { firstRunId: firstRunId ?? run.runId },
      workflowExtendedInfo: { resetRunId },
    },
  };
}

function resultOf({ status, result, failure, continuedAs }: FakeRun): unknown {
  if (continuedAs !== undefined) throw new WorkflowContinuedAsNewError('continued', continuedAs);
  if (status === 'COMPLETED') return result;
  const cause =
    status === 'CANCELLED'
      ? new CancelledFailure('cancelled')
      : status === 'TERMINATED'
        ? new TerminatedFailure('by hand')
        : ApplicationFailure.create({
            type: failure?.type ?? 'Broken',
            message: failure?.message ?? 'it broke',
            details: failure?.details ?? [],
          });
  throw new WorkflowFailedError('failed', cause, RetryState.NON_RETRYABLE_FAILURE);
}
