import type { Check } from '../../src/doctor/check.js';
import { advise } from '../../src/eci/classify.js';
import type { DataCacheUsage, Eci } from '../../src/eci/eci.js';
import { EciError } from '../../src/eci/eci-error.js';

/** Not the id of any data cache, so that a call for it changes nothing. */
const NOBODY = 'edc-00000000000000000000';

/** A call that is allowed to anyone who may make it at all, and changes nothing. */
interface Probe {
  /** The RAM action. */
  readonly action: string;
  readonly call: (eci: Eci, region: string) => Promise<unknown>;
  /** What does not work without the permission; absent: no run works. */
  readonly onlyFor?: string;
}

/** CopyDataCache is not among them: the service may bill any copy that it accepts. */
const PROBES: readonly Probe[] = [
  { action: 'eci:DescribeDataCaches', call: (eci, region) => eci.describeDataCaches({ region }) },
  {
    action: 'eci:DeleteDataCache',
    call: (eci, region) => eci.deleteDataCache({ region, id: NOBODY }),
    onlyFor: 'prune, copies that ended Failed, and renewals',
  },
  {
    action: 'eci:UpdateDataCache',
    call: (eci, region) => eci.updateRetention({ region, id: NOBODY, retentionDays: 1 }),
    onlyFor: '`policy.renew: extend`',
  },
];

/** Whether a region answers, what room it has, and which permissions are missing there. */
export async function inspectRegion(eci: Eci, region: string): Promise<Check[]> {
  const { checks, answers } = await inspectRoom(eci, region);
  // If the endpoint does not answer, or refuses the worker itself, the other calls would say the same.
  if (!answers) return checks;
  const denied: Check[] = [];
  for (const probe of PROBES) {
    const refusal = await failureOf(probe.call(eci, region));
    if (refusal?.family === 'account') denied.push(missing(region, probe, refusal));
  }
  return [...checks, ...denied];
}

async function inspectRoom(eci: Eci, region: string): Promise<{ checks: Check[]; answers: boolean }> {
  try {
    return { checks: [roomOf(region, await eci.listUsage(region))], answers: true };
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    const { code, message, family, mayPass } = error;
    if (family === 'account') return { checks: [missing(region, { action: 'eci:ListUsage' }, error)], answers: true };
    const isBusy = mayPass && family !== 'worker' && code !== 'ConnectionError';
    const result = isBusy ? 'warn' : 'fail';
    const check: Check = { name: region, result, found: `ListUsage: ${code}: ${message}`, fix: advise(code) };
    return { checks: [check], answers: false };
  }
}

function roomOf(region: string, { used, max }: DataCacheUsage): Check {
  if (used === undefined || max === undefined) return { name: region, result: 'ok', found: 'answers' };
  const found = `answers; ${used} of ${max} data caches are in use`;
  if (used < max) return { name: region, result: 'ok', found };
  return {
    name: region,
    result: 'warn',
    found: `${found}, so new copies wait`,
    fix: 'Delete caches there, or ask for a higher quota in the Quota Center.',
  };
}

function missing(
  region: string,
  { action, onlyFor }: Pick<Probe, 'action' | 'onlyFor'>,
  { code, message }: EciError,
): Check {
  return {
    name: region,
    result: onlyFor === undefined ? 'fail' : 'warn',
    found: `${action} is refused: ${code}: ${message}`,
    fix: `Allow ${action} for the worker's RAM identity${onlyFor === undefined ? '' : `; needed for ${onlyFor}`}.`,
  };
}

async function failureOf(call: Promise<unknown>): Promise<EciError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof EciError) return error;
    throw error;
  }
}
