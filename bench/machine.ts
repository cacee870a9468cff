import { cpus, totalmem } from 'node:os';
import { temporalCliVersion } from '../scripts/binaries/build-temporal-cli.js';
import { sdkVersion } from '../scripts/binaries/sdk-version.js';

/** What the figures were measured on: without it they mean little. */
export function machineText(): string {
  const [cpu] = cpus();
  return [
    `${cpus().length} × ${cpu?.model.trim() ?? 'an unknown CPU'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    process.platform,
    `Node ${process.versions.node}`,
    `Temporal CLI ${temporalCliVersion} (dev server, its database in memory)`,
    `TypeScript SDK ${sdkVersion}`,
  ].join(', ');
}
