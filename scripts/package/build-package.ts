import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../run/repository-root.js';
import { runVisibly } from '../run/run-visibly.js';
import { bundleCli } from './bundle-cli.js';

const dist = join(repositoryRoot, 'dist');
const digestFile = join(dist, '.inputs-digest');

/**
 * Compiles into `dist`, and bundles the workflows and the command line. Does nothing if `dist` was built from the same inputs.
 *
 * @throws Error when the compiler (which prints its errors) or the bundler fails.
 */
export async function buildPackage(): Promise<void> {
  const digest = inputsDigest(repositoryRoot);
  if ((await builtFrom()) === digest) return;
  // Start empty, so that no output outlives its source. Write the digest last, so that an interrupted build is repeated.
  await rm(dist, { recursive: true, force: true });
  await compile();
  await bundleWorkflows();
  await bundleCli(dist);
  await chmod(join(dist, 'cli/bin.js'), 0o755);
  await writeFile(digestFile, digest);
}

async function builtFrom(): Promise<string | undefined> {
  // Without a readable file there is no finished build.
  return await readFile(digestFile, 'utf8').catch(() => undefined);
}

async function compile(): Promise<void> {
  const tsc = join(repositoryRoot, 'node_modules/typescript/bin/tsc');
  const code = await runVisibly(process.execPath, [tsc, '-p', join(repositoryRoot, 'tsconfig.json')]);
  if (code !== 0) throw new Error('The build failed: the compiler reported errors.');
}

async function bundleWorkflows(): Promise<void> {
  // Loaded only when needed, because it loads webpack and the native core.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const traced = createRequire(import.meta.url).resolve(
    '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors',
  );
  for (const [file, workflowInterceptorModules] of [
    ['workflow-bundle.js', []],
    // A bundle of its own, so that a worker without traces runs none of the code for them.
    ['workflow-bundle-traced.js', [traced]],
  ] as const) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(dist, 'workflows/index.js'),
      payloadConverterPath: join(dist, 'workflows/payload-converter.js'),
      workflowInterceptorModules: [...workflowInterceptorModules],
      logger: new DefaultLogger('WARN'),
    });
    await writeFile(join(dist, file), code);
  }
}

const INPUT_FOLDERS = ['src', 'workflows', 'activities', 'scripts/package'];
const INPUT_FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** A hash of the build's inputs. It covers names and contents, so it also changes when a file is renamed or removed. */
export function inputsDigest(root: string): string {
  const hash = createHash('sha256');
  for (const path of [...INPUT_FILES, ...INPUT_FOLDERS.flatMap((folder) => filesOf(root, folder))]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesOf(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}
