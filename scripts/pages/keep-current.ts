import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes files that are generated from the code, by their path in the clone. With `--check` on the command line, it names the
 * files that are out of date instead and exits 1. `script` is the npm script that generates them.
 */
export function keepCurrent(files: Readonly<Record<string, string>>, script: string): void {
  for (const [name, current] of Object.entries(files)) {
    const file = new URL(`../../${name}`, import.meta.url);
    if (!process.argv.includes('--check')) {
      writeFileSync(file, current);
    } else if (stored(file) !== current) {
      console.error(`${name} is out of date: run \`npm run ${script}\` and commit it`);
      process.exitCode = 1;
    }
  }
}

function stored(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // A missing file is out of date; any other error is a real one.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
