import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from '../../src/doctor/check.js';
import { advise } from '../../src/eci/classify.js';
import type { CredentialSource } from '../../src/eci/credentials.js';
import type { Eci } from '../../src/eci/eci.js';
import { EciError } from '../../src/eci/eci-error.js';
import { clockOffsetMs } from '../../src/eci/service-clock.js';
import { inspectRegion } from './inspect-region.js';

export interface InspectSelfDependencies {
  readonly eci: Eci;
  readonly credentials: Pick<CredentialSource, 'check'>;
  readonly plansFolder: string;
}

/** How long one region may take, ms: `doctor` waits for all of them. */
const REGION_MS = 30_000;
/** The service refuses a request that is signed a quarter of an hour early or late; a clock that is off by less still drifts. */
const CLOCK_MAY_BE_OFF_MS = 60_000;

/**
 * What `doctor` can only learn on a worker: whether its credentials, its clock and its folder of plans are in order, and
 * whether each region answers and grants what a run needs. It changes and buys nothing.
 *
 * @param regions names of regions, at most a hundred or so; all are asked at the same time.
 */
export function inspectSelf({ eci, credentials, plansFolder }: InspectSelfDependencies) {
  return async (regions: readonly string[]): Promise<Check[]> => {
    const worker: Check = { name: 'inspected worker', result: 'ok', found: `${process.pid}@${hostname()}` };
    const ofCredentials = await inspectCredentials(credentials);
    const ofPlans = await inspectPlans(plansFolder);
    // Without credentials, every call would say so again.
    if (ofCredentials.result === 'fail') return [worker, ofCredentials, ofPlans];
    const ofRegions = await Promise.all(regions.map((region) => inTime(region, inspectRegion(eci, region))));
    return [worker, ofCredentials, ofPlans, ...ofRegions.flat(), ...inspectClock()];
  };
}

async function inspectCredentials(credentials: Pick<CredentialSource, 'check'>): Promise<Check> {
  const name = 'credentials';
  try {
    const { provider } = await credentials.check();
    return { name, result: 'ok', found: `found by ${provider}` };
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    return { name, result: 'fail', found: `${error.code}: ${error.message}`, fix: advise(error.code) };
  }
}

async function inspectPlans(plansFolder: string): Promise<Check> {
  const name = 'plan folder';
  const fix =
    'Set ECI_REPLICATOR_PLANS to a folder that the worker can read; needed only for plans that a run names by file.';
  try {
    const files = (await readdir(plansFolder)).filter((file) => /\.ya?ml$/i.test(file));
    const count = `${files.length} ${files.length === 1 ? 'YAML file' : 'YAML files'}`;
    return { name, result: 'ok', found: `${plansFolder} has ${count}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, result: 'warn', found: `${plansFolder} cannot be read: ${reason}`, fix };
  }
}

/** Nothing is known of the clock if no region has answered. */
function inspectClock(): Check[] {
  const name = 'clock';
  const offset = clockOffsetMs();
  if (offset === undefined) return [];
  const seconds = Math.round(offset / 1_000);
  if (Math.abs(offset) < CLOCK_MAY_BE_OFF_MS) {
    return [{ name, result: 'ok', found: `within ${Math.max(1, Math.abs(seconds))} s of the service's` }];
  }
  return [
    {
      name,
      result: 'fail',
      found: `${Math.abs(seconds)} s ${offset > 0 ? 'ahead of' : 'behind'} the service's`,
      fix: "Set the clock of the worker's machine, with NTP: the service refuses requests that are signed early or late.",
    },
  ];
}

async function inTime(region: string, inspected: Promise<Check[]>): Promise<Check[]> {
  const late = new AbortController();
  try {
    return await Promise.race([
      inspected,
      sleep(REGION_MS, undefined, { signal: late.signal }).then((): Check[] => [
        {
          name: region,
          result: 'warn',
          found: `did not answer all calls within ${REGION_MS / 1_000} s`,
          fix: 'Check the network of the worker, and ECI_ENDPOINT.',
        },
      ]),
    ]);
  } finally {
    late.abort();
  }
}
