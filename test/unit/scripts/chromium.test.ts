import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChromiumInstallers, obtainChromium } from '../../../scripts/binaries/chromium.js';

describe('the browser of the UI tests', () => {
  let folder: string;
  let empty: string;
  const putBrowser = async (into: string, name: string) => {
    await writeFile(join(into, name), '#!/bin/sh\n');
    await chmod(join(into, name), 0o755);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eci-replicator-'));
    empty = await mkdtemp(join(tmpdir(), 'eci-replicator-'));
    await putBrowser(folder, 'google-chrome');
  });
  afterAll(() => Promise.all([folder, empty].map((path) => rm(path, { recursive: true }))));

  /** Installers that record their calls. Playwright returns `/playwright/chrome`; everything succeeds unless `change` says otherwise. */
  function installers(change: Partial<ChromiumInstallers> = {}) {
    const calls: string[] = [];
    const record =
      <A extends string[], T>(name: string, work: (...args: A) => Promise<T>) =>
      (...args: A) => {
        calls.push([name, ...args].join(' '));
        return work(...args);
      };
    const ways: ChromiumInstallers = {
      playwright: record('playwright', change.playwright ?? (async () => '/playwright/chrome')),
      debian: record('debian', change.debian ?? (async () => {})),
      check: record('check', change.check ?? (async () => {})),
    };
    return { calls, ways };
  }
  const fails = (message: string) => () => Promise.reject(new Error(message));

  it('is the one that CHROMIUM_PATH names, whatever is on PATH', async () => {
    const { calls, ways } = installers();
    expect(await obtainChromium({ CHROMIUM_PATH: process.execPath, PATH: folder }, ways)).toBe(process.execPath);
    expect(calls).toEqual([]);
  });

  it('is not looked for elsewhere when CHROMIUM_PATH names no executable file', async () => {
    const { calls, ways } = installers();
    await expect(obtainChromium({ CHROMIUM_PATH: '/nowhere/chromium', PATH: folder }, ways)).rejects.toThrow(
      'CHROMIUM_PATH is /nowhere/chromium',
    );
    expect(calls).toEqual([]);
  });

  it('is Chrome where there is no Chromium on PATH', async () => {
    const { calls, ways } = installers();
    expect(await obtainChromium({ PATH: folder }, ways)).toBe(join(folder, 'google-chrome'));
    expect(calls).toEqual([]);
  });

  it('is downloaded by Playwright when none is on PATH', async () => {
    const { calls, ways } = installers();
    expect(await obtainChromium({ PATH: empty }, ways)).toBe('/playwright/chrome');
    expect(calls).toEqual(['playwright', 'check /playwright/chrome']);
  });

  it.each<[string, Partial<ChromiumInstallers>]>([
    ['cannot be downloaded', { playwright: fails('Failed to download') }],
    [
      'does not run',
      {
        check: (path) => (path.startsWith('/playwright') ? Promise.reject(new Error('no libnss3')) : Promise.resolve()),
      },
    ],
  ])('is Debian’s package when Playwright’s %s', async (_, change) => {
    const own = await mkdtemp(join(empty, 'path-'));
    const { calls, ways } = installers({ ...change, debian: () => putBrowser(own, 'chromium') });
    expect(await obtainChromium({ PATH: own }, ways)).toBe(join(own, 'chromium'));
    expect(calls.slice(-2)).toEqual(['debian', `check ${join(own, 'chromium')}`]);
  });

  it('is asked for with every reason and every choice when nothing works', async () => {
    const { ways } = installers({ playwright: fails('Failed to download'), debian: fails('needs root') });
    await expect(obtainChromium({ PATH: empty }, ways)).rejects.toThrow(
      new Error(
        [
          'There is no Chromium or Chrome, which the UI tests need. Tried:',
          '  - CHROMIUM_PATH: not set',
          '  - PATH: contains none of chromium, chromium-browser, google-chrome, google-chrome-stable',
          "  - Playwright's download: Failed to download",
          "  - Debian's package: needs root",
          'Choose one:',
          '  - install Chromium or Chrome so that it is on PATH (Debian: apt-get install -y chromium)',
          '  - npx playwright-core install --with-deps chromium',
          '  - set CHROMIUM_PATH to the file',
        ].join('\n'),
      ),
    );
  });

  it('is missing too when Debian’s package leaves no command on PATH', async () => {
    const { ways } = installers({ playwright: fails('Failed to download') });
    await expect(obtainChromium({ PATH: empty }, ways)).rejects.toThrow("Debian's package: it put no browser on PATH");
  });
});
