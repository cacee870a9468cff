import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../repository-root.js';
import { runVisibly } from '../run-visibly.js';
import { inputsDigest } from './inputs-digest.js';

const dist = join(repositoryRoot, 'dist');
const digestFile = join(dist, '.inputs-digest');

/**
 * Compiles into `dist` and bundles the workflows. Does nothing if `dist` was built from the current files.
 *
 * @throws Error if the compiler or the bundler finds an error. The compiler prints its errors.
 */
export async function buildPackage(): Promise<void> {
  const digest = inputsDigest(repositoryRoot);
  if ((await builtFrom()) === digest) return;
  // Starts from an empty folder, so no output outlives its source. The digest comes last, so an interrupted build is repeated.
  await rm(dist, { recursive: true, force: true });
  await compile();
  await bundleWorkflows();
  await chmod(join(dist, 'src/cli/bin.js'), 0o755);
  await writeFile(digestFile, digest);
}

async function builtFrom(): Promise<string | undefined> {
  // Without this file there is no finished build.
  return await readFile(digestFile, 'utf8').catch(() => undefined);
}

async function compile(): Promise<void> {
  const tsc = join(repositoryRoot, 'node_modules/typescript/bin/tsc');
  const code = await runVisibly(process.execPath, [tsc, '-p', join(repositoryRoot, 'tsconfig.json')]);
  if (code !== 0) throw new Error('The build failed: the compiler found errors.');
}

async function bundleWorkflows(): Promise<void> {
  // Loaded only when needed: the worker package loads webpack and the native core.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(dist, 'workflows/index.js'),
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(join(dist, 'workflow-bundle.js'), code);
}
