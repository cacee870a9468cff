import { join } from 'node:path';
import { repositoryRoot } from '../../scripts/repository-root.js';

/** The built command line, as users run it. */
export const commandLine = join(repositoryRoot, 'dist/src/cli/bin.js');
