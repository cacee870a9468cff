import { findOnPath, isExecutable } from './find-on-path.js';

/** Where `dev` and `demo` take the Temporal CLI from, in the form that `@temporalio/testing` expects. */
export type TemporalCli =
  | { readonly type: 'existing-path'; readonly path: string }
  | { readonly type: 'cached-download' };

/**
 * `TEMPORAL_CLI_PATH`, else `temporal` on `PATH`, else the SDK's own download, which only happens when a server starts.
 *
 * @throws Error when `TEMPORAL_CLI_PATH` names no executable file: a path given on purpose is never passed over.
 */
export function resolveTemporalCli(env: NodeJS.ProcessEnv): TemporalCli {
  const path = givenExecutable('TEMPORAL_CLI_PATH', env) ?? findOnPath('temporal', env.PATH);
  return path === undefined ? { type: 'cached-download' } : { type: 'existing-path', path };
}

/**
 * The executable that the environment variable names; undefined when it is unset or empty.
 *
 * @throws Error when it names no executable file.
 */
export function givenExecutable(variable: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[variable];
  if (path === undefined || path === '') return undefined;
  if (!isExecutable(path)) throw new Error(`${variable} is ${path}, which is not an executable file.`);
  return path;
}

/** What to tell a user for whom the SDK's download failed too, `reason` being why. */
export function noTemporalCli(reason: string): string {
  return [
    `The Temporal CLI is neither on PATH nor could it be downloaded: ${reason}`,
    'Choose one:',
    ...temporalCliChoices.map((choice) => `  - ${choice}`),
  ].join('\n');
}

/** The ways to get the Temporal CLI by hand. */
export const temporalCliChoices: readonly string[] = [
  'install it so that `temporal` is on PATH (brew install temporal, or a release of github.com/temporalio/cli)',
  'go install github.com/temporalio/cli/cmd/temporal@v1.5.1, with the folder `go env GOPATH`/bin on PATH',
  'set TEMPORAL_CLI_PATH to the file',
];
