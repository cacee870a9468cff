import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { bin } from '../../support/built-package.js';
import { eciReplicator } from '../support/eci-replicator.js';

const plan = fileURLToPath(new URL('../../../replication.yaml', import.meta.url));
const bundle = pathToFileURL(`${dirname(bin)}/`).href;

/** Has Node write the address of every module that it resolves to stderr, as lines that begin with `module `. */
const TRACE = data(`
  import { register } from 'node:module';
  register(${JSON.stringify(
    data(`
      import { writeSync } from 'node:fs';
      export async function resolve(specifier, context, next) {
        const resolved = await next(specifier, context);
        writeSync(2, 'module ' + resolved.url + '\\n');
        return resolved;
      }
    `),
  )});
`);

function data(program: string): string {
  return `data:text/javascript,${encodeURIComponent(program)}`;
}

/** Runs the built command, and returns the modules that it loads. */
async function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  const { code, stderr } = await eciReplicator(args, { env: { NODE_OPTIONS: `--import=${TRACE}` } });
  expect(code).toBe(0);
  return stderr.split('\n').flatMap((line) => (line.startsWith('module ') ? [line.slice('module '.length)] : []));
}

const QUICK: readonly (readonly [string, readonly string[]])[] = [
  ['--version', ['--version']],
  ['--help', ['--help']],
  ['the help of a command', ['run', '--help']],
  ['completion', ['__complete', 'eci-replicator', 'ru']],
  ['plan validate', ['plan', 'validate', plan]],
];

it.concurrent.each(QUICK)('%s loads no package, only files of the bundle and modules of Node', async (_name, args) => {
  const loaded = await loadedBy(args);
  expect(loaded.some((url) => url.startsWith(bundle))).toBe(true);
  expect(loaded.filter((url) => !url.startsWith(bundle) && !url.startsWith('node:'))).toEqual([]);
});
