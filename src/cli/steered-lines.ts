import type { RunStatus } from '../../workflows/messages.js';
import { whoAndWhy } from '../controls/controls.js';
import { printable } from '../report/safe-text.js';

/** What a run waits for a person to do, each with the command that does it. */
export function steeredLines({ plan, paused, approval }: Pick<RunStatus, 'plan' | 'paused' | 'approval'>): string[] {
  return [
    ...(paused === undefined ? [] : [pausedLine(plan, paused)]),
    ...(approval === undefined ? [] : [waveLine(plan, approval)]),
  ].map(printable);
}

function pausedLine(plan: string, { since, ...why }: NonNullable<RunStatus['paused']>): string {
  const words = whoAndWhy(why);
  return `paused since ${since}${words === '' ? '' : ` (${words})`}: eci-replicator resume ${plan}`;
}

function waveLine(plan: string, { wave, regions, until }: NonNullable<RunStatus['approval']>): string {
  const where = regions.join(', ');
  return `wave ${wave} (${where}) waits for approval until ${until}: eci-replicator approve-wave ${plan} ${wave}`;
}
