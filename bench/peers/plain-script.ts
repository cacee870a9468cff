import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { requestCopy, connectEci, isAvailable } from './copying.js';

/**
 * What people run today, as a separate process: `plain-script.ts <copies> <window> <pollEvery> <region>…`. The SDK, p-limit
 * and a loop until Available. Nothing survives a crash.
 */
const [copies = 0, window = 1, pollEvery = 1_000] = process.argv.slice(2, 5).map(Number);
const regions = process.argv.slice(5);
const eci = connectEci(process.env);

process.stdout.write('ready to start\n');
await once(process.stdin, 'data');

async function replicate(source: number, region: string): Promise<void> {
  const id = await requestCopy(eci, { source, region });
  while (!(await isAvailable(eci, region, id))) await sleep(pollEvery);
}

await Promise.all(
  regions.map((region) => {
    const limit = pLimit(window);
    return Promise.all(Array.from({ length: copies }, (_, source) => limit(() => replicate(source, region))));
  }),
);
process.stdout.write(`done ${copies * regions.length}\n`);
