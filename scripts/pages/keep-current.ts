import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes files of the clone that are made from the code, by their path in it; with `--check` on the command line, names those
 * that are not current and exits 1. `script` is the npm script that makes them.
 */
export function keepCurrent(files: Readonly<Record<string, string>>, script: string): void {
  for (const [name, current] of Object.entries(files)) {
    const file = new URL(`../../${name}`, import.meta.url);
    if (!process.argv.includes('--check')) {
      writeFileSync(file, current);
    } else if (stored(file) !== current) {
      console.error(`${name} is not current: run \`npm run ${script}\`, and commit it`);
      process.exitCode = 1;
    }
  }
}

function stored(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // Not there yet is not current, and nothing else.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
