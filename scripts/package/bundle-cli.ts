import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * What only a traced command loads, in a file of its own. Inside the bundle, it adds 1 MB to the installation; as
 * packages, 29 MB.
 */
export const TRACING = ['@opentelemetry', '@temporalio/interceptors-opentelemetry'];

/**
 * The packages that the command line loads before it does anything. They consist of many small files (zod and yaml of 170), and
 * Node takes about 1 ms of CPU to load each. All other packages stay outside the bundle.
 */
const INLINED = [
  '@noble/hashes',
  ...TRACING,
  '@stricli/auto-complete',
  '@stricli/core',
  'fastest-levenshtein',
  'picocolors',
  'yaml',
  'zod',
];

/** `yaml` is CommonJS, and loads Node's own modules with `require`. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/**
 * Bundles the compiled command line into `dist/cli`, a few files that load faster than its modules, and removes the modules.
 * Each command is still loaded only when it is run.
 *
 * @throws Error when esbuild, which prints its errors, fails.
 */
export async function bundleCli(dist: string): Promise<void> {
  await build({
    entryPoints: [join(dist, 'src/cli/bin.js')],
    outdir: join(dist, 'cli'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.20',
    banner: { js: REQUIRE },
    logLevel: 'warning',
    plugins: [
      {
        name: 'packages outside the bundle',
        setup: (bundle) => {
          bundle.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || INLINED.some((name) => path === name || path.startsWith(`${name}/`))
              ? undefined
              : { path, external: true },
          );
        },
      },
    ],
  });
  await rm(join(dist, 'src/cli'), { recursive: true });
}
