import type { Client } from '@temporalio/client';
import { DeploymentNotFound, DeploymentRefused } from '../errors.js';
import { isNotFound } from '../../executions/not-found.js';
import { grpcStatus, isDisconnection } from '../temporal-errors.js';

/** `WorkerDeploymentVersionStatus` of the server's API, whose package is not a dependency, by its numbers. */
const STATUSES = ['unknown', 'inactive', 'current', 'ramping', 'draining', 'drained'] as const;

/**
 * - `current`: new workflows begin on it.
 * - `ramping`: a share of the new workflows begins on it.
 * - `draining`: no new workflow begins on it, and some that began on it may still be under way.
 * - `drained`: none is under way.
 * - `inactive`: it has never been current.
 */
export type VersionStatus = (typeof STATUSES)[number];

/** One build of the workers of a deployment. */
export interface DeploymentVersion {
  readonly buildId: string;
  /** The server updates `draining` and `drained` every few minutes. */
  readonly status: VersionStatus;
  /** Workflows that began on it and are under way, regions too; counted by the server now, with a lag of about a second. */
  readonly workflowsUnderWay: number;
}

export interface WorkerDeployment {
  readonly deployment: string;
  /** The build on which new workflows begin; null: none, so that only workers without a deployment take new runs. */
  readonly current: string | null;
  /** The newest first. The server removes a version some time after its last worker has stopped. */
  readonly versions: readonly DeploymentVersion[];
}

/** @throws DeploymentNotFound if no worker has ever polled for it. */
export async function describeDeployment(client: Client, deployment: string): Promise<WorkerDeployment> {
  const { current, summaries } = await readDeployment(client, deployment);
  const versions: DeploymentVersion[] = [];
  for (const summary of summaries) {
    const buildId = buildIdOf(summary);
    // Server 1.29.1 calls a version draining that was made current twice.
    const status = buildId === current ? 'current' : (STATUSES[Number(summary.status)] ?? 'unknown');
    versions.push({ buildId, status, workflowsUnderWay: await workflowsUnderWay(client, deployment, buildId) });
  }
  return { deployment, current, versions };
}

/**
 * Has new workflows begin on a build; those under way stay on the build that they began on.
 *
 * @returns the build that was current before; null: none.
 * @throws DeploymentNotFound; DeploymentRefused if no worker of that build polls, if its workers do not poll every task queue
 *   of the current build, or if someone else changes the deployment at the same time.
 */
export async function setCurrentVersion(client: Client, deployment: string, buildId: string): Promise<string | null> {
  const { current, summaries, conflictToken } = await readDeployment(client, deployment);
  if (current === buildId) return current;
  const known = summaries.map(buildIdOf);
  if (!known.includes(buildId)) {
    throw new DeploymentNotFound(
      `No worker of the build ${buildId} has polled for ${deployment}; those of ${known.join(', ')} have. Start a worker of that build first.`,
    );
  }
  const { namespace, identity } = client.options;
  try {
    await client.connection.workflowService.setWorkerDeploymentCurrentVersion({
      namespace,
      deploymentName: deployment,
      buildId,
      conflictToken,
      identity,
    });
  } catch (error) {
    if (isDisconnection(error)) throw error;
    throw new DeploymentRefused(
      `Temporal refused to make ${buildId} the current version of ${deployment}: ${grpcStatus(error).details}`,
      { cause: error },
    );
  }
  return current;
}

/** @throws DeploymentNotFound */
async function readDeployment(client: Client, deployment: string): Promise<DeploymentRecord> {
  const { namespace } = client.options;
  try {
    const { workerDeploymentInfo: info, conflictToken } =
      await client.connection.workflowService.describeWorkerDeployment({ namespace, deploymentName: deployment });
    return {
      current: info?.routingConfig?.currentDeploymentVersion?.buildId || null,
      summaries: (info?.versionSummaries ?? []).toSorted((a, b) => createdAt(b) - createdAt(a)),
      conflictToken,
    };
  } catch (error) {
    throw isNotFound(error) ? await notFound(client, deployment, error) : error;
  }
}

type DescribedDeployment = Awaited<ReturnType<Client['connection']['workflowService']['describeWorkerDeployment']>>;
type VersionSummary = NonNullable<NonNullable<DescribedDeployment['workerDeploymentInfo']>['versionSummaries']>[number];

interface DeploymentRecord {
  readonly current: string | null;
  readonly summaries: readonly VersionSummary[];
  /** Refuses a change of a deployment that someone else has changed since. */
  readonly conflictToken: Uint8Array;
}

function buildIdOf({ deploymentVersion }: VersionSummary): string {
  return deploymentVersion?.buildId ?? '';
}

/** Epoch s. */
function createdAt({ createTime }: VersionSummary): number {
  return Number(createTime?.seconds ?? 0);
}

/** Workflows that are pinned to a build and under way. */
async function workflowsUnderWay(client: Client, deployment: string, buildId: string): Promise<number> {
  const version = `${deployment}:${buildId}`;
  const query = `TemporalWorkerDeploymentVersion = "${version}" AND ExecutionStatus = "Running"`;
  const { count } = await client.workflow.count(query);
  return count;
}

async function notFound(client: Client, deployment: string, cause: unknown): Promise<DeploymentNotFound> {
  const { namespace } = client.options;
  // Those of other programs are among them.
  const { workerDeployments } = await client.connection.workflowService.listWorkerDeployments({ namespace });
  const names = workerDeployments.map(({ name }) => name).join(', ');
  const instead =
    names === ''
      ? `The namespace ${namespace} has none: start a worker with ECI_REPLICATOR_DEPLOYMENT set.`
      : `The namespace ${namespace} has: ${names}.`;
  return new DeploymentNotFound(`No worker has polled for a deployment ${deployment}. ${instead}`, { cause });
}
