import type { Client } from '@temporalio/client';
import type { WorkerCheck } from '../await-worker.js';
import { type DeploymentVersion, describeDeployment } from '../deployments/worker-deployment.js';
import type { Check } from '../../doctor/check.js';
import { type Poller, pollersOf, type TaskType } from './pollers.js';

/** The server answers a poll after a minute at the latest, and the worker polls again. */
const POLLS_AT_LEAST_EVERY_MS = 90_000;

/** The queues that a worker polls. Copies are requested on the last. */
function queuesOf(taskQueue: string): readonly (readonly [string, TaskType])[] {
  return [
    [taskQueue, 'workflows'],
    [taskQueue, 'activities'],
    [`${taskQueue}-copy`, 'activities'],
  ];
}

/**
 * Checks that each task queue is polled, by which builds, and that the deployments of the workers can take new runs and finish
 * those under way.
 *
 * @param worker whether one answered.
 * @param version of this program.
 */
export async function checkWorkers(
  client: Client,
  taskQueue: string,
  worker: WorkerCheck,
  version: string,
): Promise<Check[]> {
  const checks: Check[] = [];
  const polling: Poller[] = [];
  for (const [queue, taskType] of queuesOf(taskQueue)) {
    const pollers = await pollersOf(client, queue, taskType);
    // A poller that is not known to answer counts only if it has polled as lately as an idle worker must.
    const recent = pollers.filter(({ polledAt }) => worker.at - polledAt <= POLLS_AT_LEAST_EVERY_MS);
    checks.push(checkQueue(`${taskType} on ${queue}`, pollers, recent, worker));
    polling.push(...recent);
  }
  for (const deployment of distinct(polling.map((poller) => poller.deployment))) {
    checks.push(await checkDeployment(client, deployment, polling));
  }
  return [...checks, ...checkVersions(polling, version)];
}

function checkQueue(name: string, pollers: readonly Poller[], recent: readonly Poller[], worker: WorkerCheck): Check {
  if (worker.answered && recent.length > 0) {
    return { name, result: 'ok', found: `polled by ${distinct(recent.map(namedPoller)).join(', ')}` };
  }
  return {
    name,
    result: 'fail',
    found: `${worker.answered ? 'no worker polls it' : 'no worker answers'}${lastPoll(pollers, worker)}`,
    fix: 'Start one with `eci-replicator worker`, with the same TEMPORAL_* settings and ECI_REPLICATOR_TASK_QUEUE.',
  };
}

function namedPoller({ identity, buildId, deployment }: Poller): string {
  if (buildId === undefined) return identity;
  return `${identity} (${buildId}${deployment === undefined ? '' : ` of ${deployment}`})`;
}

/** Whoever polled last may have ended since. */
function lastPoll([last]: readonly Poller[], { at }: WorkerCheck): string {
  if (last === undefined) return '';
  return `; ${last.identity} polled it last, ${Math.max(0, Math.round((at - last.polledAt) / 1_000))} s ago`;
}

/** New runs need workers of the current build; those under way need workers of the build on which they began. */
async function checkDeployment(client: Client, deployment: string, polling: readonly Poller[]): Promise<Check> {
  const name = `deployment ${deployment}`;
  const { current, versions } = await describeDeployment(client, deployment);
  const builds = new Set(polling.filter((poller) => poller.deployment === deployment).map(({ buildId }) => buildId));
  if (current === null) {
    return {
      name,
      result: 'fail',
      found: 'no version is current, so its workers take no new runs',
      fix: `Make one current with \`eci-replicator deployment set-current --deployment ${deployment} BUILD\`; its workers are of ${[...builds].join(', ')}.`,
    };
  }
  const needed = versions.filter(({ buildId, workflowsUnderWay }) => buildId === current || workflowsUnderWay > 0);
  const missing = needed.find(({ buildId }) => !builds.has(buildId));
  if (missing === undefined) {
    return { name, result: 'ok', found: needed.map((version) => usedVersion(version, current)).join('; ') };
  }
  return {
    name,
    result: 'fail',
    found: `no worker of the build ${missing.buildId} polls: ${usedVersion(missing, current)}`,
    fix: `Start workers of ${missing.buildId}${missing.buildId === current ? ', or make another build current with `eci-replicator deployment set-current`' : ', and keep them until `eci-replicator deployment drain` ends'}.`,
  };
}

function usedVersion({ buildId, workflowsUnderWay }: DeploymentVersion, current: string): string {
  const count = `${workflowsUnderWay} ${workflowsUnderWay === 1 ? 'workflow' : 'workflows'} under way`;
  return buildId === current ? `new runs begin on ${buildId}, ${count}` : `${buildId} has ${count}`;
}

/** This program reads what the workers write, and sends what they read. */
function checkVersions(polling: readonly Poller[], version: string): Check[] {
  const builds = distinct(polling.map(({ buildId }) => buildId));
  if (builds.length === 0) return [];
  const name = 'versions';
  if (builds.length === 1 && builds[0] === version) {
    return [{ name, result: 'ok', found: `the workers and this command are ${version}` }];
  }
  return [
    {
      name,
      result: 'warn',
      found: `the workers are ${builds.join(', ')}, and this command is ${version}`,
      fix: 'Nothing is wrong during an upgrade. Otherwise install one version everywhere; ECI_REPLICATOR_BUILD_ID gives a worker another build id.',
    },
  ];
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}
