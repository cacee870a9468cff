import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageVersion } from '../../../../src/package-root.js';
import { bin } from '../../../support/built-package.js';
import { type EndedCommand, startCommand } from '../eci-replicator.js';

const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/** A fresh machine for one job: an empty workspace, and a PATH with what every runner has. */
export interface JobMachine {
  readonly workspace: string;
  /** Copies the part of the repository that the pipelines use into the workspace. */
  checkOut(): Promise<void>;
  run(shell: readonly [string, ...string[]], env: Readonly<Record<string, string>>): Promise<EndedCommand>;
  /** Writes a script to a file outside the workspace and returns its path. */
  script(text: string): Promise<string>;
}

/** @param within - a folder that the caller removes. */
export async function jobMachine(within: string): Promise<JobMachine> {
  const folder = await mkdtemp(path.join(within, 'job-'));
  const workspace = path.join(folder, 'workspace');
  const programs = path.join(folder, 'bin');
  await mkdir(workspace);
  await mkdir(programs);
  await writeFile(path.join(programs, 'npm'), npm(programs), { mode: 0o755 });
  const PATH = [programs, path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
  let scripts = 0;
  return {
    workspace,
    checkOut: () => cp(path.join(repositoryRoot, 'examples'), path.join(workspace, 'examples'), { recursive: true }),
    run: ([file, ...args], env) =>
      startCommand(file, args, { cwd: workspace, env: { PATH, CI: 'true', ...env } }).ended,
    async script(text) {
      scripts += 1;
      const file = path.join(folder, `script-${scripts}.sh`);
      await writeFile(file, text);
      return file;
    },
  };
}

/** What the pipelines are told to install. */
export const INSTALLED_PACKAGE = `https://artifacts.example.com/eci-replicator-${packageVersion()}.tgz`;

/** The built package stands in for the tarball. test/serial/package.test.ts installs a real one. */
function npm(programs: string): string {
  return [
    '#!/usr/bin/env bash',
    `if [ "$*" != "install --global ${INSTALLED_PACKAGE}" ]; then`,
    '  echo "no such package: npm $*" >&2; exit 1',
    'fi',
    `printf '#!/usr/bin/env bash\\nexec node "${bin}" "$@"\\n' > "${programs}/eci-replicator"`,
    `chmod +x "${programs}/eci-replicator"`,
    '',
  ].join('\n');
}
