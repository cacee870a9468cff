import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../../scripts/binaries/chromium.js';

describe('the browser of the UI tests', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eci-replicator-'));
    await writeFile(join(folder, 'google-chrome'), '#!/bin/sh\n');
    await chmod(join(folder, 'google-chrome'), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is the one that CHROMIUM_PATH names, whatever is on PATH', () => {
    expect(findChromium({ CHROMIUM_PATH: process.execPath, PATH: folder })).toBe(process.execPath);
  });

  it('is Chrome where there is no Chromium', () => {
    expect(findChromium({ PATH: folder })).toBe(join(folder, 'google-chrome'));
  });

  it('is asked for by a sentence that says what to install', () => {
    expect(() => findChromium({ PATH: '/nowhere' })).toThrow(/apt-get install -y chromium[^]*CHROMIUM_PATH/);
  });
});
