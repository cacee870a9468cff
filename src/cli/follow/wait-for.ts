import type { RegionLine, RunStatus } from '../../../workflows/messages.js';
import type { Counts } from '../../copies/counts.js';
import { countText } from '../../report/figure-text.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-code.js';

/** `missed`: a required region has ended without all of its copies. `none`: no region is required. */
export type RequiredCopies = 'none' | 'ready' | 'missed' | 'under way';

/** The state of the required copies of a run under way. */
export function requiredCopies(regions: readonly RegionLine[]): RequiredCopies {
  const required = regions.filter((region) => region.required);
  if (required.length === 0) return 'none';
  if (required.every(({ counts }) => allReady(counts))) return 'ready';
  return required.some(({ phase, counts }) => phase === 'ended' && !allReady(counts)) ? 'missed' : 'under way';
}

/** A region has no copies while its sources are being looked up, and then not all of them are ready. */
export function allReady({ planned, ready, skipped }: Counts): boolean {
  return planned > 0 && ready + skipped === planned;
}

/** Why a command stopped waiting for a run that continues. */
export type StillRunning =
  | { readonly why: 'timedOut' }
  /** The required copies are ready, or cannot become ready. */
  | { readonly why: 'ready' | 'missed'; readonly status: RunStatus };

export function stillRunningText(stopped: StillRunning): string {
  if (stopped.why === 'timedOut') return 'Still running when --timeout passed; the run continues.';
  const { regions } = stopped.status;
  const rest = regions.filter(({ phase }) => phase !== 'ended');
  const continues = `the run continues${rest.length === 0 ? '' : ` with ${rest.map(regionText).join('; ')}`}.`;
  if (stopped.why === 'ready') return `Every required copy is ready; ${continues}`;
  const missed = regions.filter(({ required, phase, counts }) => required && phase === 'ended' && !allReady(counts));
  return `Required copies are not ready, and their regions have ended: ${missed.map(regionText).join('; ')}; ${continues}`;
}

function regionText({ region, counts }: RegionLine): string {
  return `${region} (${countText(counts)})`;
}

/** The plan has no required target. To return at once would look as if every copy were ready. */
export function noneRequired(): CliError {
  return new CliError(
    ExitCode.usage,
    '--wait-for required has nothing to wait for: no target of this plan is required. Wait for all, or use --no-wait.',
  );
}
