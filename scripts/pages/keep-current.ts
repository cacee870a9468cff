import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes generated files, by their path in the clone. With `--check` on the command line it instead names those that are not
 * current, and exits 1. `script` is the npm script that generates them.
 */
export function keepCurrent(files: Readonly<Record<string, string>>, script: string): void {
  for (const [name, current] of Object.entries(files)) {
    const file = new URL(`../../${name}`, import.meta.url);
    if (!process.argv.includes('--check')) {
      writeFileSync(file, current);
    } else if (stored(file) !== current) {
      console.error(`${name} is not current: run \`npm run ${script}\` and commit the result`);
      process.exitCode = 1;
    }
  }
}

function stored(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // A file that does not exist yet is not current.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
