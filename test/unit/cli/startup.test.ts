import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.js';

/** Imports and re-exports of values: those of types are erased, those in functions are dynamic. */
const STATIC_IMPORT = /^(?:import|export) (?!type )(?:[^'"]*? from )?'(?<specifier>[^']+)';/gm;

/** Everything that loads with a file, packages by name. */
function loadedWith(file: string, seen = new Map<string, string>()): Map<string, string> {
  for (const { groups } of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
    const specifier = groups?.['specifier'] ?? '';
    const target = specifier.startsWith('.') ? sourceOf(join(dirname(file), specifier)) : specifier;
    if (seen.has(target)) continue;
    seen.set(target, file);
    if (specifier.startsWith('.')) loadedWith(target, seen);
  }
  return seen;
}

function sourceOf(compiled: string): string {
  const source = compiled.replace(/\.js$/, '.ts');
  try {
    readFileSync(source);
    return source;
  } catch {
    return `${source}x`;
  }
}

/** The packages that load with a file. */
function packagesLoadedWith(file: string): string[] {
  const loaded = loadedWith(join(packageRoot, file)).keys();
  return [...loaded].filter((target) => !target.startsWith('/') && !target.startsWith('node:')).toSorted();
}

// What is listed here is bundled (scripts/package/bundle-cli.ts): of anything else, Node would load every file.

it('help, completion and the version need only the parser of the command line', () => {
  expect(packagesLoadedWith('src/cli/bin.ts')).toEqual(['@stricli/auto-complete', '@stricli/core']);
});

it('a plan is checked without Temporal, the SDK of the cloud and the simulator', () => {
  expect(packagesLoadedWith('src/cli/actions/plan-validate.ts')).toEqual([
    '@noble/hashes/sha2.js',
    '@noble/hashes/utils.js',
    'fastest-levenshtein',
    'picocolors',
    'yaml',
    'zod',
  ]);
});
