import { fileURLToPath } from 'node:url';

/** The command as the package installs it. Like the bundle, it is built by the global set-up `built-package`. */
export const bin = built('cli/bin.js');

/** The workflows of the package. Bundling the sources for each worker instead takes four seconds of CPU time each. */
export const builtWorkflows = { workflowBundle: { codePath: built('workflow-bundle.js') } };

function built(file: string): string {
  return fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
}
