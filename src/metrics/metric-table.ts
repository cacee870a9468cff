/** What a worker tells Prometheus besides the metrics of the Temporal SDK. docs/metrics.md is generated from this table. */
export interface Metric<Label extends string = string> {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** What it counts or measures, as a sentence. */
  readonly help: string;
  /** Plan and region are bounded by the plans, and every other label by its own values. None holds an id. */
  readonly labels: readonly Label[];
  /** Of a histogram: the upper bounds, seconds. */
  readonly buckets?: readonly number[];
}

/** From seconds to three days: a wait for capacity may last as long as `policy.capacity.giveUpAfter`. */
const WAIT_BUCKETS = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200, 86_400, 259_200];
/** A call has a time-out of at most two minutes. */
const CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

export const METRICS = {
  runs: {
    name: 'eci_replicator_runs_total',
    kind: 'counter',
    help: 'Runs that ended, by outcome: ready, partial, failed or cancelled.',
    labels: ['plan', 'outcome'],
  },
  copies: {
    name: 'eci_replicator_copies_total',
    kind: 'counter',
    help: 'Copies of regions that ended, by outcome: ready, failed, conflict, skipped or pending. Each run counts all copies of its plan, also those that it adopted.',
    labels: ['plan', 'region', 'outcome'],
  },
  copiesInFlight: {
    name: 'eci_replicator_copies_in_flight',
    kind: 'gauge',
    help: 'Copies under way when they were last polled.',
    labels: ['plan', 'region'],
  },
  waitingSince: {
    name: 'eci_replicator_capacity_waiting_since_timestamp_seconds',
    kind: 'gauge',
    help: 'Since when the region refuses copies for lack of capacity, as a Unix time; 0 while it accepts them.',
    labels: ['plan', 'region'],
  },
  capacityWait: {
    name: 'eci_replicator_capacity_wait_duration_seconds',
    kind: 'histogram',
    help: 'How long a region refused copies for lack of capacity, once it accepts them again or has ended.',
    labels: ['plan', 'region'],
    buckets: WAIT_BUCKETS,
  },
  copyReady: {
    name: 'eci_replicator_copy_ready_duration_seconds',
    kind: 'histogram',
    help: 'From the request for a copy until it was seen Available.',
    labels: ['region'],
    buckets: WAIT_BUCKETS,
  },
  lastSuccess: {
    name: 'eci_replicator_last_success_timestamp_seconds',
    kind: 'gauge',
    help: 'When a run last ended with every copy of the plan in the region ready or skipped, as a Unix time.',
    labels: ['plan', 'region'],
  },
  calls: {
    name: 'eci_replicator_eci_calls_total',
    kind: 'counter',
    help: 'Calls of the ECI API, by result: ok, or the family of the error, see errors.md.',
    labels: ['action', 'region', 'result'],
  },
  callDuration: {
    name: 'eci_replicator_eci_call_duration_seconds',
    kind: 'histogram',
    help: 'How long calls of the ECI API took, whatever their result.',
    labels: ['action'],
    buckets: CALL_BUCKETS,
  },
  webhooks: {
    name: 'eci_replicator_webhook_requests_total',
    kind: 'counter',
    help: 'Requests to webhooks, by result: delivered; retried, if another attempt follows; or failed.',
    labels: ['plan', 'result'],
  },
  workerReady: {
    name: 'eci_replicator_worker_ready',
    kind: 'gauge',
    help: '1 while nothing keeps the worker from serving runs, else 0, as GET /readyz says.',
    labels: [],
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** A value for each label of a metric. */
export type Labels<M extends Metric> = Readonly<Record<M['labels'][number], string>>;
