import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findOnPath, givenExecutable, isExecutable } from '../../src/dev/temporal-cli.js';
import { installDebianPackage } from './debian-package.js';
import { firstThatWorks } from './first-that-works.js';
import { withProgress } from './progress.js';
import { runQuietly } from './run-quietly.js';
import { lookUp, tryTo } from './steps.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const downloadWithinMs = 15 * 60_000;

/** The ways to install Chromium; a test passes its own. */
export interface ChromiumInstallers {
  /** Downloads Playwright's build unless it is there, and returns its path. */
  readonly playwright: () => Promise<string>;
  /** Installs Debian's package, which puts `chromium` on PATH. */
  readonly debian: () => Promise<void>;
  /** Rejects when the file does not run, for example because a shared library is missing. */
  readonly check: (path: string) => Promise<void>;
}

/**
 * The path of the browser for the UI tests: `CHROMIUM_PATH`, Chromium or Chrome on PATH, Playwright's download, or Debian's
 * package. The last two install the browser: the download for this user, the package for this machine, which needs root.
 *
 * @throws Error with the reasons and the choices if none works; immediately if `CHROMIUM_PATH` does not name an executable file.
 */
export async function obtainChromium(
  env: NodeJS.ProcessEnv = process.env,
  { playwright, debian, check }: ChromiumInstallers = installers,
): Promise<string> {
  return await firstThatWorks(
    'Chromium or Chrome, which the UI tests need',
    [
      lookUp('CHROMIUM_PATH', () => givenExecutable('CHROMIUM_PATH', env), 'not set'),
      lookUp('PATH', () => onPath(env.PATH), `contains none of ${NAMES.join(', ')}`),
      tryTo("Playwright's download", async () => {
        const path = await playwright();
        await check(path);
        return path;
      }),
      tryTo("Debian's package", async () => {
        await debian();
        const path = onPath(env.PATH);
        if (path === undefined) throw new Error('it put no browser on PATH');
        await check(path);
        return path;
      }),
    ],
    [
      'install Chromium or Chrome so that it is on PATH (Debian: apt-get install -y chromium)',
      'npx playwright-core install --with-deps chromium',
      'set CHROMIUM_PATH to the file',
    ],
  );
}

function onPath(pathVariable: string | undefined): string | undefined {
  return NAMES.map((name) => findOnPath(name, pathVariable)).find((path) => path !== undefined);
}

const installers: ChromiumInstallers = {
  async playwright() {
    const { chromium } = await import('playwright-core');
    const path = chromium.executablePath();
    if (isExecutable(path)) return path;
    const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
    await withProgress('Downloading Chromium with Playwright, once per user', () =>
      runQuietly(process.execPath, [cli, 'install', 'chromium', '--no-shell', '--no-progress'], {
        // Playwright tries five times; its default of 30 s is long where no site can be reached.
        env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
        signal: AbortSignal.timeout(downloadWithinMs),
      }),
    ).catch((error: unknown) => {
      throw new Error(firstCause(error));
    });
    if (!isExecutable(path)) throw new Error(`it left no ${path}`);
    return path;
  },

  debian: () => installDebianPackage('chromium'),

  check: (path) => runQuietly(path, ['--version']),
};

/** The one line that says why Playwright failed, without its stack. */
function firstCause(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^Error: (.*?)(?:, caused by)?$/m.exec(message)?.[1] ?? message;
}
