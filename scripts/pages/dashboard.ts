import { type Metric, METRICS } from '../../src/metrics/metric-table.js';

/** Of all panels; the dashboard asks which Prometheus to use. */
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const WIDTH = 12;
const HEIGHT = 8;

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: 'short' | 's' | 'ops' | 'dateTimeFromNow' | 'bool_yes_no';
  readonly kind?: 'timeseries' | 'table' | 'stat';
  /** Expression and legend. */
  readonly targets: readonly (readonly [expr: string, legend: string])[];
}

const { runs, copies, copiesInFlight, waitingSince, capacityWait, copyReady, lastSuccess } = METRICS;
const { calls, callDuration, webhooks, workerReady } = METRICS;
const OF_PLAN = 'plan=~"$plan"';
const OF_REGION = `${OF_PLAN}, region=~"$region"`;

const PANELS: readonly Panel[] = [
  {
    title: 'Full regions',
    description: 'For how long each region has refused copies for lack of capacity.',
    unit: 's',
    targets: [
      [
        `(time() - max by (plan, region) (${waitingSince.name}{${OF_REGION}})) and max by (plan, region) (${waitingSince.name}{${OF_REGION}}) > 0`,
        '{{plan}} {{region}}',
      ],
    ],
  },
  {
    title: 'Copies under way',
    description: 'When they were last polled.',
    unit: 'short',
    targets: [[`max by (plan, region) (${copiesInFlight.name}{${OF_REGION}})`, '{{plan}} {{region}}']],
  },
  {
    title: 'Last complete',
    description: 'When each plan was last complete in each region.',
    unit: 'dateTimeFromNow',
    kind: 'table',
    targets: [
      [`1000 * max by (plan, region) (max_over_time(${lastSuccess.name}{${OF_REGION}}[14d]))`, '{{plan}} {{region}}'],
    ],
  },
  {
    title: 'Runs that ended, per hour',
    description: 'By outcome.',
    unit: 'short',
    targets: [[`sum by (plan, outcome) (increase(${runs.name}{${OF_PLAN}}[1h]))`, '{{plan}} {{outcome}}']],
  },
  {
    title: 'Copies of regions that ended, per hour',
    description: 'By outcome. Each run counts all copies of its plan, also those that it adopted.',
    unit: 'short',
    targets: [[`sum by (region, outcome) (increase(${copies.name}{${OF_REGION}}[1h]))`, '{{region}} {{outcome}}']],
  },
  {
    title: 'Time until a copy is ready',
    description: 'From its request, by region: median and 95th percentile.',
    unit: 's',
    targets: [0.5, 0.95].map((quantile) => [
      `histogram_quantile(${quantile}, sum by (le, region) (rate(${copyReady.name}_bucket{region=~"$region"}[1h])))`,
      `{{region}} p${100 * quantile}`,
    ]),
  },
  {
    title: 'Waits for capacity',
    description: 'How long regions were full, of those waits that have ended: 95th percentile.',
    unit: 's',
    targets: [
      [
        `histogram_quantile(0.95, sum by (le, region) (rate(${capacityWait.name}_bucket{${OF_REGION}}[1d])))`,
        '{{region}}',
      ],
    ],
  },
  {
    title: 'Calls of CopyDataCache',
    description: 'By result: ok, or the family of the error.',
    unit: 'ops',
    targets: [[`sum by (result) (rate(${calls.name}{action="CopyDataCache", region=~"$region"}[5m]))`, '{{result}}']],
  },
  {
    title: 'All calls of the ECI API',
    description: 'By action and result.',
    unit: 'ops',
    targets: [[`sum by (action, result) (rate(${calls.name}{region=~"$region"}[5m]))`, '{{action}} {{result}}']],
  },
  {
    title: 'Duration of calls',
    description: '95th percentile by action.',
    unit: 's',
    targets: [[`histogram_quantile(0.95, sum by (le, action) (rate(${callDuration.name}_bucket[5m])))`, '{{action}}']],
  },
  {
    title: 'Requests to webhooks, per hour',
    description: 'By result.',
    unit: 'short',
    targets: [[`sum by (plan, result) (increase(${webhooks.name}{${OF_PLAN}}[1h]))`, '{{plan}} {{result}}']],
  },
  {
    title: 'Ready workers',
    description: 'As GET /readyz says.',
    unit: 'bool_yes_no',
    kind: 'stat',
    targets: [[workerReady.name, '{{instance}}']],
  },
  {
    title: 'Tasks wait for a worker',
    description: 'From schedule to start, 95th percentile. The copy queue waits for the rate limit.',
    unit: 's',
    targets: ['workflow_task', 'activity'].map((task) => [
      `histogram_quantile(0.95, sum by (le, task_queue) (rate(temporal_${task}_schedule_to_start_latency_bucket[5m])))`,
      `${task} {{task_queue}}`,
    ]),
  },
  {
    title: 'Free slots',
    description: 'The fewest of any worker.',
    unit: 'short',
    targets: [
      ['min by (task_queue, worker_type) (temporal_worker_task_slots_available)', '{{task_queue}} {{worker_type}}'],
    ],
  },
  {
    title: 'Failed calls to Temporal',
    description: 'By operation.',
    unit: 'ops',
    targets: [['sum by (operation) (rate(temporal_request_failure[5m]))', '{{operation}}']],
  },
  {
    title: 'Failed workflow tasks',
    description: 'More than a few: runs cannot continue.',
    unit: 'ops',
    targets: [['sum by (workflow_type) (rate(temporal_workflow_task_execution_failed[5m]))', '{{workflow_type}}']],
  },
];

/** deploy/grafana/eci-replicator.json: a dashboard for Grafana 9 or later. */
export function dashboard(): object {
  return {
    uid: 'eci-replicator',
    title: 'eci-replicator',
    tags: ['eci-replicator'],
    schemaVersion: 38,
    editable: true,
    refresh: '1m',
    time: { from: 'now-24h', to: 'now' },
    timezone: '',
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' },
        variable('plan', copies),
        variable('region', copies),
      ],
    },
    panels: PANELS.map(panel),
  };
}

function variable(label: string, { name }: Metric): object {
  const query = `label_values(${name}, ${label})`;
  return {
    name: label,
    type: 'query',
    datasource: DATASOURCE,
    query: { query, refId: label },
    definition: query,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: 'All', value: '$__all' },
    refresh: 2,
    sort: 1,
  };
}

function panel({ title, description, unit, kind = 'timeseries', targets }: Panel, index: number): object {
  return {
    id: index + 1,
    type: kind,
    title,
    description,
    datasource: DATASOURCE,
    gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit }, overrides: [] },
    options: {},
    targets: targets.map(([expr, legendFormat], place) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + place),
      datasource: DATASOURCE,
      expr,
      legendFormat,
      ...(kind === 'timeseries' ? {} : { instant: true, ...(kind === 'table' ? { format: 'table' } : {}) }),
    })),
  };
}
