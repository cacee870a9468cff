import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageVersion } from '../../../src/package-root.js';
import { type Environment, parseEnvironment } from '../../../src/worker/environment.js';

function environmentOf(env: NodeJS.ProcessEnv): Environment {
  const parsed = parseEnvironment(env);
  expect(parsed).not.toHaveProperty('problems');
  if ('problems' in parsed) throw new Error('not reached: there are no problems');
  return parsed.environment;
}

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  const parsed = parseEnvironment(env);
  return 'problems' in parsed ? parsed.problems : [];
}

const DEFAULTS = {
  taskQueue: 'eci-replicator',
  buildId: packageVersion(),
  endpoint: 'https://eci.{region}.aliyuncs.com',
  timeoutMs: 30_000,
  copiesPerSecond: 10,
  plansFolder: process.cwd(),
  logLevel: 'info',
};

const VARIABLES = [
  'ECI_REPLICATOR_TASK_QUEUE',
  'ECI_REPLICATOR_DEPLOYMENT',
  'ECI_REPLICATOR_BUILD_ID',
  'ECI_ENDPOINT',
  'ECI_ALLOW_HTTP',
  'ECI_TIMEOUT',
  'ECI_REPLICATOR_ROLE_ARN',
  'ECI_REPLICATOR_COPIES_PER_SECOND',
  'ECI_REPLICATOR_PLANS',
  'ECI_REPLICATOR_METRICS',
  'ECI_REPLICATOR_HEALTH',
  'LOG_LEVEL',
  'LOG_FORMAT',
];

describe("the worker's environment", () => {
  it('has a default for everything', () => {
    expect(environmentOf({})).toEqual(DEFAULTS);
  });

  it('treats an empty value as unset', () => {
    expect(environmentOf(Object.fromEntries(VARIABLES.map((name) => [name, ''])))).toEqual(DEFAULTS);
  });

  it('ignores other variables', () => {
    expect(environmentOf({ TEMPORAL_ADDRESS: 'x', ALIBABA_CLOUD_ACCESS_KEY_ID: 'y', ECI_UNKNOWN: 'z' })).toEqual(
      DEFAULTS,
    );
  });

  const VALUES: readonly [NodeJS.ProcessEnv, Partial<Environment>][] = [
    [{ ECI_REPLICATOR_TASK_QUEUE: 'weights' }, { taskQueue: 'weights' }],
    [{ ECI_REPLICATOR_DEPLOYMENT: 'team-a' }, { deployment: 'team-a' }],
    [{ ECI_REPLICATOR_BUILD_ID: '0.2.0+rc.1' }, { buildId: '0.2.0+rc.1' }],
    [{ ECI_ENDPOINT: 'https://eci-vpc.{region}.aliyuncs.com/' }, { endpoint: 'https://eci-vpc.{region}.aliyuncs.com' }],
    [{ ECI_ENDPOINT: 'http://127.0.0.1:8080' }, { endpoint: 'http://127.0.0.1:8080' }],
    [{ ECI_ENDPOINT: 'http://eci.test', ECI_ALLOW_HTTP: '1' }, { endpoint: 'http://eci.test' }],
    [{ ECI_ALLOW_HTTP: '0' }, {}],
    [{ ECI_TIMEOUT: '1s' }, { timeoutMs: 1000 }],
    [{ ECI_TIMEOUT: '2m' }, { timeoutMs: 120_000 }],
    [{ ECI_REPLICATOR_ROLE_ARN: 'acs:ram::123:role/copier' }, { roleArn: 'acs:ram::123:role/copier' }],
    [{ ECI_REPLICATOR_COPIES_PER_SECOND: '0.5' }, { copiesPerSecond: 0.5 }],
    [{ ECI_REPLICATOR_COPIES_PER_SECOND: '1000' }, { copiesPerSecond: 1000 }],
    [{ ECI_REPLICATOR_PLANS: '/srv/plans' }, { plansFolder: '/srv/plans' }],
    [{ ECI_REPLICATOR_PLANS: 'plans' }, { plansFolder: path.resolve('plans') }],
    [{ ECI_REPLICATOR_METRICS: '0.0.0.0:9464' }, { metrics: '0.0.0.0:9464' }],
    [{ ECI_REPLICATOR_HEALTH: '[::1]:8080' }, { health: '[::1]:8080' }],
    [{ ECI_REPLICATOR_HEALTH: 'localhost:0' }, { health: 'localhost:0' }],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ LOG_FORMAT: 'json' }, { logFormat: 'json' }],
  ];
  it.each(VALUES)('reads %o', (env, change) => {
    expect(environmentOf(env)).toEqual({ ...DEFAULTS, ...change });
  });

  const MISTAKES: readonly [NodeJS.ProcessEnv, string][] = [
    [{ ECI_REPLICATOR_TASK_QUEUE: 'q'.repeat(201) }, 'ECI_REPLICATOR_TASK_QUEUE must be at most 200 characters'],
    [
      { ECI_REPLICATOR_DEPLOYMENT: 'team.a' },
      'ECI_REPLICATOR_DEPLOYMENT must have at most 100 letters, digits, - and _, and not begin with __',
    ],
    [
      { ECI_REPLICATOR_BUILD_ID: 'a:b' },
      'ECI_REPLICATOR_BUILD_ID must have at most 100 letters, digits, ., +, - and _',
    ],
    [{ ECI_ENDPOINT: 'eci.test' }, 'ECI_ENDPOINT must begin with https:// (or http:// for a loopback address)'],
    [
      { ECI_ENDPOINT: 'http://eci.test' },
      'ECI_ENDPOINT may use http:// for loopback addresses only, unless ECI_ALLOW_HTTP=1',
    ],
    [{ ECI_ALLOW_HTTP: 'true' }, 'ECI_ALLOW_HTTP must be 1 to allow http:// beyond loopback'],
    [{ ECI_TIMEOUT: '30' }, 'ECI_TIMEOUT must be a duration, for example `30s`, `10m`, `24h` or `7d`'],
    [{ ECI_TIMEOUT: '3m' }, 'ECI_TIMEOUT must be from 1s to 2m'],
    [{ ECI_REPLICATOR_ROLE_ARN: 'copier' }, 'ECI_REPLICATOR_ROLE_ARN must look like acs:ram::<account>:role/<name>'],
    [{ ECI_REPLICATOR_COPIES_PER_SECOND: 'ten' }, 'ECI_REPLICATOR_COPIES_PER_SECOND must be a number, such as 10'],
    [{ ECI_REPLICATOR_COPIES_PER_SECOND: '0' }, 'ECI_REPLICATOR_COPIES_PER_SECOND must be greater than 0'],
    [{ ECI_REPLICATOR_COPIES_PER_SECOND: '-1' }, 'ECI_REPLICATOR_COPIES_PER_SECOND must be greater than 0'],
    [{ ECI_REPLICATOR_COPIES_PER_SECOND: '1001' }, 'ECI_REPLICATOR_COPIES_PER_SECOND must be at most 1000'],
    [{ ECI_REPLICATOR_METRICS: '9464' }, 'ECI_REPLICATOR_METRICS must be host:port, such as 127.0.0.1:9464'],
    [{ ECI_REPLICATOR_METRICS: ':9464' }, 'ECI_REPLICATOR_METRICS must be host:port, such as 127.0.0.1:9464'],
    [{ ECI_REPLICATOR_HEALTH: '127.0.0.1:70000' }, 'ECI_REPLICATOR_HEALTH must be host:port, such as 127.0.0.1:9464'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal'],
    [{ LOG_FORMAT: 'xml' }, 'LOG_FORMAT must be pretty or json'],
  ];
  it.each(MISTAKES)('says what is wrong with %o', (env, problem) => {
    expect(problemsOf(env)).toEqual([problem]);
  });

  it('reports all mistakes together', () => {
    const wrong = Object.fromEntries(VARIABLES.map((name) => [name, '?'.repeat(201)]));
    delete wrong['ECI_REPLICATOR_PLANS'];
    const names = problemsOf(wrong).map((problem) => problem.split(' ')[0]);
    expect(new Set(names)).toEqual(new Set(Object.keys(wrong)));
  });

  it('never repeats a value, which may be a secret in the wrong variable', () => {
    const secrets = Object.fromEntries(VARIABLES.map((name) => [name, 'hunter2-hunter2']));
    expect(problemsOf(secrets).join('\n')).not.toContain('hunter2');
  });
});
