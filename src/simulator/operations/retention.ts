import type { Scenario } from '../scenario.js';
import { integer, type Params } from '../wire.js';

const DAY_MS = 86_400_000;

/** The retention that the service grants, ms; undefined when none is asked for. @throws ApiError `InvalidParameter` */
export function grantedRetention(params: Params, { open }: Scenario): number | undefined {
  const days = integer(params, 'RetentionDays', 1, open.retentionMax);
  return days === undefined ? undefined : Math.min(days, open.retentionCap ?? days) * DAY_MS;
}
