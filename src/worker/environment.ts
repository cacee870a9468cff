import path from 'node:path';
import { z } from 'zod';
import { defined } from '../defined.js';
import { DEFAULT_ENDPOINT, parseEndpoint } from '../eci/endpoint.js';
import { packageVersion } from '../package-root.js';
import { duration } from '../plan/duration.js';

/** What commands about a deployment mean if none is named; also the name that a worker without one reports. */
export const DEFAULT_DEPLOYMENT = 'eci-replicator';

/** The settings of a worker, parsed once from its environment. The libraries read `TEMPORAL_*` and `ALIBABA_CLOUD_*` themselves. */
export interface Environment {
  /** For workflows and all activities but one: copies are requested on `<taskQueue>-copy`. */
  readonly taskQueue: string;
  /** The worker deployment that this worker belongs to. Absent: it is not versioned, and takes the tasks of every run. */
  readonly deployment?: string;
  /** Names the code of this worker to Temporal. Default: the package's version. */
  readonly buildId: string;
  /** A template that may contain `{region}`. */
  readonly endpoint: string;
  /** Time-out of one ECI call, ms. */
  readonly timeoutMs: number;
  readonly roleArn?: string;
  /** Over all workers and runs: it is the server's rate limit on the copy queue. */
  readonly copiesPerSecond: number;
  /** The folder of plans that a run names by file; an absolute path. */
  readonly plansFolder: string;
  /** Addresses to listen on, `host:port`. Default: off. */
  readonly metrics?: string;
  readonly health?: string;
  readonly logLevel: LogLevel;
  readonly logFormat?: 'pretty' | 'json';
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The time-out of a call must stay well below the time-out of its activity. */
const MAX_TIMEOUT_MS = 2 * 60_000;

const address = z.string().refine(isAddress, 'must be host:port, such as 127.0.0.1:9464');

/** The variables of a worker. */
export const environmentSchema = z.object({
  ECI_REPLICATOR_TASK_QUEUE: z.string().max(200, 'must be at most 200 characters').default('eci-replicator'),
  ECI_REPLICATOR_DEPLOYMENT: z
    .string()
    .regex(/^(?!__)[\w-]{1,100}$/, 'must have at most 100 letters, digits, - and _, and not begin with __')
    .optional(),
  ECI_REPLICATOR_BUILD_ID: z
    .string()
    .regex(/^[\w.+-]{1,100}$/, 'must have at most 100 letters, digits, ., +, - and _')
    .optional(),
  ECI_ENDPOINT: z.string().default(DEFAULT_ENDPOINT),
  ECI_ALLOW_HTTP: z.enum(['0', '1'], 'must be 1 to allow http:// beyond loopback').default('0'),
  ECI_TIMEOUT: duration.prefault('30s').refine((ms) => ms >= 1000 && ms <= MAX_TIMEOUT_MS, 'must be from 1s to 2m'),
  ECI_REPLICATOR_ROLE_ARN: z
    .string()
    .regex(/^acs:ram::\d+:role\/.+$/, 'must look like acs:ram::<account>:role/<name>')
    .optional(),
  ECI_REPLICATOR_COPIES_PER_SECOND: z.coerce
    .number('must be a number, such as 10')
    .positive('must be greater than 0')
    .max(1000, 'must be at most 1000')
    .default(10),
  ECI_REPLICATOR_PLANS: z.string().default('.'),
  ECI_REPLICATOR_METRICS: address.optional(),
  ECI_REPLICATOR_HEALTH: address.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  LOG_FORMAT: z.enum(['pretty', 'json'], 'must be pretty or json').optional(),
});

/** Parses the environment. Each problem is a sentence that begins with the name of its variable. An empty value counts as unset. */
export function parseEnvironment(env: NodeJS.ProcessEnv): { environment: Environment } | { problems: string[] } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  const allowHttp = given['ECI_ALLOW_HTTP'] === '1';
  const endpoint = parseEndpoint(given['ECI_ENDPOINT'] ?? DEFAULT_ENDPOINT, { allowHttp });
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path: [name], message }) => `${String(name)} ${message}`)),
    ...('problem' in endpoint ? [`ECI_ENDPOINT ${endpoint.problem}`] : []),
  ];
  if (!parsed.success || 'problem' in endpoint || problems.length > 0) return { problems };

  const { data } = parsed;
  return {
    environment: {
      taskQueue: data.ECI_REPLICATOR_TASK_QUEUE,
      buildId: data.ECI_REPLICATOR_BUILD_ID ?? packageVersion(),
      endpoint: endpoint.endpoint,
      timeoutMs: data.ECI_TIMEOUT,
      copiesPerSecond: data.ECI_REPLICATOR_COPIES_PER_SECOND,
      plansFolder: path.resolve(data.ECI_REPLICATOR_PLANS),
      logLevel: data.LOG_LEVEL,
      ...defined({
        deployment: data.ECI_REPLICATOR_DEPLOYMENT,
        logFormat: data.LOG_FORMAT,
        roleArn: data.ECI_REPLICATOR_ROLE_ARN,
        metrics: data.ECI_REPLICATOR_METRICS,
        health: data.ECI_REPLICATOR_HEALTH,
      }),
    },
  };
}

function isAddress(text: string): boolean {
  const port = /^(?:[^:\s]+|\[[0-9a-f:]+\]):(\d{1,5})$/i.exec(text)?.[1];
  return port !== undefined && Number(port) <= 65_535;
}
