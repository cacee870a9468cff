import { findOnPath, givenExecutable } from '../../src/dev/temporal-cli.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The browser of the UI tests: `CHROMIUM_PATH`, else the first of Chromium and Chrome on PATH.
 *
 * @throws Error when there is none, which says what to install; or when `CHROMIUM_PATH` names no executable file.
 */
export function findChromium(env: NodeJS.ProcessEnv): string {
  const found = givenExecutable('CHROMIUM_PATH', env) ?? onPath(env.PATH);
  if (found !== undefined) return found;
  throw new Error(
    [
      'The UI tests need Chromium or Chrome, and neither is on PATH.',
      'Choose one:',
      '  - apt-get install -y chromium (Debian), or brew install --cask chromium (macOS)',
      '  - set CHROMIUM_PATH to the file',
    ].join('\n'),
  );
}

function onPath(pathVariable: string | undefined): string | undefined {
  for (const name of NAMES) {
    const found = findOnPath(name, pathVariable);
    if (found !== undefined) return found;
  }
  return undefined;
}
