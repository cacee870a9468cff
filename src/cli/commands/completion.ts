import { buildInstallCommand, buildUninstallCommand } from '@stricli/auto-complete';
import { buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.js';

/** What the shell runs to complete a line; hidden, and read before any command is looked for. */
export const COMPLETE = '__complete';

/** What a user types. */
export const PROGRAM = 'eci-replicator';

const install = buildInstallCommand<CliContext>(PROGRAM, {
  bash: `${PROGRAM} ${COMPLETE}`,
});
const uninstall = buildUninstallCommand<CliContext>(PROGRAM, { bash: true });

/** Completion of commands and flags by bash. */
export const completionRoutes = buildRouteMap<'install' | 'uninstall', CliContext>({
  routes: { install, uninstall },
  docs: {
    brief: 'Install or remove completion for bash',
    fullDescription: `Adds a few marked lines to ~/.bashrc, or removes them. Afterwards \`${PROGRAM} ru<Tab>\` completes.`,
  },
});
