import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtainPostgresql } from '../binaries/postgresql.js';
import { runQuietly } from '../binaries/run-quietly.js';
import { obtainTemporalServer } from '../binaries/temporal-server.js';
import { DATABASE_USER, type Postgresql, startPostgresql } from './postgresql.js';
import { freePorts } from './free-ports.js';
import { type ServerProcess, serverProcess } from './server-process.js';

const HOST = '127.0.0.1';
const DATABASES = { temporal: 'temporal', temporal_visibility: 'visibility' };

/** A Temporal server as in production, all its services in one process, on a PostgreSQL server. */
export interface Cluster {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Where the Temporal server serves its metrics to Prometheus. */
  readonly metricsUrl: string;
  readonly temporal: ServerProcess;
  readonly postgresql: Postgresql;
  /** Stops both and removes what they stored. */
  stop(): Promise<void>;
}

/**
 * Starts both servers with an empty database and the namespace `default`, whose retention is a day. Search attributes are not
 * registered.
 *
 * @param settings dynamic configuration of the Temporal server.
 * @throws Error if the programs cannot be obtained, or a server does not answer within two minutes.
 */
export async function openCluster(settings: Readonly<Record<string, unknown>> = {}): Promise<Cluster> {
  const [programs, databasePrograms] = [await obtainTemporalServer(), await obtainPostgresql()];
  const folder = await mkdtemp(join(tmpdir(), 'eci-replicator-cluster-'));
  // The user `postgres` must reach its own folder within this one.
  await chmod(folder, 0o755);
  const [databasePort = 0, frontend = 0, metrics = 0, ...others] = await freePorts(11);
  const postgresql = await startPostgresql(databasePrograms, folder, databasePort);
  await createDatabases(programs, databasePort);

  const dynamicConfig = join(folder, 'dynamic-config.yaml');
  const constraints = Object.entries(settings).map(([key, value]) => [key, [{ value }]]);
  await writeFile(dynamicConfig, JSON.stringify(Object.fromEntries(constraints)));
  const address = `${HOST}:${frontend}`;
  const temporal = serverProcess({
    file: join(programs, 'server'),
    args: ['--allow-no-auth', 'start'],
    env: {
      ...serverEnvironment(databasePort, frontend, others),
      PROMETHEUS_ENDPOINT: `${HOST}:${metrics}`,
      DYNAMIC_CONFIG_FILE_PATH: dynamicConfig,
      LOG_LEVEL: 'error',
    },
    answers: () => describeDefault(address),
  });
  const stop = async () => {
    await temporal.stop();
    await postgresql.stop();
    await rm(folder, { recursive: true });
  };
  try {
    await temporal.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, metricsUrl: `http://${HOST}:${metrics}/metrics`, temporal, postgresql, stop };
}

async function createDatabases(programs: string, port: number): Promise<void> {
  for (const [database, schema] of Object.entries(DATABASES)) {
    const sql = (...args: string[]) =>
      runQuietly(join(programs, 'sql'), [
        ...['--plugin', 'postgres12', '--ep', HOST, '-p', String(port), '-u', DATABASE_USER, '--db', database],
        ...args,
      ]);
    await sql('create-database');
    await sql('setup-schema', '-v', '0.0');
    await sql('update-schema', '--schema-name', `postgresql/v12/${schema}`);
  }
}

/** The variables of the server's own configuration template. */
function serverEnvironment(database: number, frontend: number, ports: readonly number[]): Record<string, string> {
  const names = [
    'FRONTEND_HTTP_PORT',
    'FRONTEND_MEMBERSHIP_PORT',
    'HISTORY_GRPC_PORT',
    'HISTORY_MEMBERSHIP_PORT',
    'MATCHING_GRPC_PORT',
    'MATCHING_MEMBERSHIP_PORT',
    'WORKER_GRPC_PORT',
    'WORKER_MEMBERSHIP_PORT',
  ];
  return {
    DB: 'postgres12',
    DB_PORT: String(database),
    POSTGRES_SEEDS: HOST,
    POSTGRES_USER: DATABASE_USER,
    BIND_ON_IP: HOST,
    TEMPORAL_BROADCAST_ADDRESS: HOST,
    FRONTEND_GRPC_PORT: String(frontend),
    ...Object.fromEntries(names.map((name, index) => [name, String(ports[index])])),
  };
}

/** Asks for the namespace `default`, and creates it on a server that has none. */
async function describeDefault(address: string): Promise<void> {
  const namespace = 'default';
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    const { workflowService } = connection;
    await workflowService.describeNamespace({ namespace }).catch(() =>
      workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: msToTs('1 day'),
      }),
    );
    await workflowService.describeNamespace({ namespace });
  } finally {
    await connection.close();
  }
}
