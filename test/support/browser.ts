import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../scripts/binaries/chromium.js';

/**
 * Starts a real Chromium without a window, in a fresh profile that is removed when it closes. It reaches nothing but
 * loopback and files, and ends with this process at the latest; close it all the same.
 *
 * @throws Error that says what to install when there is no Chromium.
 */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(process.env),
    // Containers run as root and seldom allow the sandbox; only pages of the tests' own are opened.
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
