import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where `dev` and `demo` get the Temporal CLI, in the form that Temporal's SDK expects. */
export type TemporalCli =
  | { readonly type: 'existing-path'; readonly path: string }
  | { readonly type: 'cached-download' };

/**
 * `TEMPORAL_CLI_PATH`, else `temporal` on `PATH`, else the SDK's own download, which happens when a server is started.
 *
 * @throws Error if `TEMPORAL_CLI_PATH` is not an executable file: a path that was set on purpose is never ignored.
 */
export function resolveTemporalCli(env: NodeJS.ProcessEnv): TemporalCli {
  const path = givenExecutable('TEMPORAL_CLI_PATH', env) ?? findOnPath('temporal', env.PATH);
  return path === undefined ? { type: 'cached-download' } : { type: 'existing-path', path };
}

/**
 * The executable that an environment variable names; `undefined` if it is unset or empty.
 *
 * @throws Error if it is not an executable file.
 */
export function givenExecutable(variable: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[variable];
  if (path === undefined || path === '') return undefined;
  if (!isExecutable(path)) throw new Error(`${variable} is ${path}, which is not an executable file.`);
  return path;
}

/** The message when the SDK's download has failed too. @param reason why. */
export function noTemporalCli(reason: string): string {
  return [
    `The Temporal CLI is not on PATH and could not be downloaded: ${reason}`,
    'Choose one:',
    ...temporalCliChoices.map((choice) => `  - ${choice}`),
  ].join('\n');
}

/** The ways to get the Temporal CLI manually. */
export const temporalCliChoices: readonly string[] = [
  'install it so that `temporal` is on PATH (brew install temporal, or a release of github.com/temporalio/cli)',
  'go install github.com/temporalio/cli/cmd/temporal@v1.5.1, with the folder `go env GOPATH`/bin on PATH',
  'set TEMPORAL_CLI_PATH to the file',
];

/** The first executable file of this name in the folders of `pathVariable`, which has the form of `PATH`. */
export function findOnPath(name: string, pathVariable: string | undefined): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (pathVariable ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, file))
    .find(isExecutable);
}

/** Whether `path` is a file that the current user may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
