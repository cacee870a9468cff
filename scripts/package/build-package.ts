import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../repository-root.js';
import { runVisibly } from '../run-visibly.js';
import { inputsDigest } from './inputs-digest.js';

const dist = join(repositoryRoot, 'dist');
const digestFile = join(dist, '.inputs-digest');

/**
 * Compiles into `dist` and bundles the workflows; does nothing when `dist` was built from what is there now.
 *
 * @throws Error when the compiler finds a mistake (which it has printed), or the bundler does.
 */
export async function buildPackage(): Promise<void> {
  const digest = inputsDigest(repositoryRoot);
  if ((await builtFrom()) === digest) return;
  // From nothing, so that no output outlives its source. The digest comes last: an interrupted build is built again.
  await rm(dist, { recursive: true, force: true });
  await compile();
  await bundleWorkflows();
  await chmod(join(dist, 'src/cli/bin.js'), 0o755);
  await writeFile(digestFile, digest);
}

async function builtFrom(): Promise<string | undefined> {
  // A file that cannot be read means no finished build.
  return await readFile(digestFile, 'utf8').catch(() => undefined);
}

async function compile(): Promise<void> {
  const tsc = join(repositoryRoot, 'node_modules/typescript/bin/tsc');
  const code = await runVisibly(process.execPath, [tsc, '-p', join(repositoryRoot, 'tsconfig.json')]);
  if (code !== 0) throw new Error('The build failed: the compiler found mistakes.');
}

async function bundleWorkflows(): Promise<void> {
  // Loaded only when it is needed: the worker brings webpack and the native core.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(dist, 'workflows/index.js'),
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(join(dist, 'workflow-bundle.js'), code);
}
