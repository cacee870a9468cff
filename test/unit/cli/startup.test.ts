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

it('the command line starts without Temporal, the SDK of the cloud and the simulator', () => {
  const loaded = [...loadedWith(join(packageRoot, 'src/cli/bin.ts'))];
  expect(loaded.length).toBeGreaterThan(50);
  expect(
    loaded.filter(([target]) => /^@temporalio|^@alicloud|simulator\/simulator|^fastify|^preact/.test(target)),
  ).toEqual([]);
});
