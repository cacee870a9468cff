import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/**
 * Starts a real headless Chromium with a fresh profile, which is removed when the browser closes. It can open only loopback
 * addresses and files. Close it after the tests; it ends with this process at the latest.
 *
 * @throws Error that says how to install Chromium when there is none.
 */
export async function openBrowser(): Promise<Browser> {
  const browser = inject('chromium');
  if ('missing' in browser) throw new Error(browser.missing);
  return await chromium.launch({
    executablePath: browser.path,
    // Containers run as root and seldom allow the sandbox; the tests open only their own pages.
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}
