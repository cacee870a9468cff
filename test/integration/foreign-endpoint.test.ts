import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { reportSchema } from '../../src/report/report-schema.js';
import { eciReplicator, startEciReplicator } from './support/eci-replicator.js';
import { temporaryFolder } from './support/temporary-folder.js';

const PLAN = `version: 1
name: foreign
source:
  region: cn-hongkong
  caches: [{ id: edc-theirs1 }, { id: edc-theirs2, as: { path: /elsewhere } }]
targets: [{ region: cn-beijing }, { region: eu-central-1 }]
policy: { ready: { pollEvery: 1s } }
`;

interface Cache {
  DataCacheId: string;
  RegionId: string;
  Bucket: string;
  Path: string;
  Name: string;
  Status: string;
  Tags?: { Key: string; Value: string }[];
}

/** An ECI endpoint that shares no code with ours, and says as little as the documented format allows. */
async function foreignEndpoint(): Promise<{ url: string; copies: () => number }> {
  const caches: Cache[] = ['edc-theirs1', 'edc-theirs2'].map((DataCacheId) => ({
    DataCacheId,
    RegionId: 'cn-hongkong',
    Bucket: 'theirs',
    Path: `/${DataCacheId}`,
    Name: DataCacheId,
    Status: 'Available',
  }));
  const tokens = new Map<string, string>();
  const operations: Record<string, (query: URLSearchParams) => object> = {
    CopyDataCache: (query) => {
      const token = query.get('ClientToken') ?? '';
      const id = tokens.get(token) ?? `edc-copy${tokens.size}`;
      if (!tokens.has(token)) {
        tokens.set(token, id);
        caches.push(copyOf(id, query));
      }
      return { DataCacheId: id };
    },
    DescribeDataCaches: (query) => {
      const ids = [...query].flatMap(([key, value]) => (key.startsWith('DataCacheId') ? [value] : []));
      const found = caches.filter(
        ({ RegionId, DataCacheId, Bucket, Path }) =>
          RegionId === query.get('RegionId') &&
          (ids.length === 0 || ids.includes(DataCacheId)) &&
          Bucket === (query.get('Bucket') ?? Bucket) &&
          Path === (query.get('Path') ?? Path),
      );
      return { DataCaches: found };
    },
    ListUsage: (query) => {
      const used = caches.filter(({ RegionId }) => RegionId === query.get('RegionId')).length;
      return { Attributes: { UsedDataCacheCount: used, MaxDataCacheCount: 100 } };
    },
  };
  const server = createServer((request, response) => answer(operations, request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, copies: () => tokens.size };
}

function answer(
  operations: Record<string, (query: URLSearchParams) => object>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const operation = operations[String(request.headers['x-acs-action'])];
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  response.setHeader('content-type', 'application/json');
  if (operation === undefined)
    response.writeHead(404).end(JSON.stringify({ Code: 'InvalidAction.NotFound', Message: 'no such action' }));
  else response.end(JSON.stringify({ RequestId: 'E68C9A5C-0000-5F0E-8B5E-000000000000', ...operation(searchParams) }));
}

function copyOf(id: string, query: URLSearchParams): Cache {
  const field = (name: string) => query.get(name) ?? '';
  const Tags = [...query].flatMap(([key, Key]) => {
    const [, index] = /^Tag\.(\d+)\.Key$/.exec(key) ?? [];
    return index === undefined ? [] : [{ Key, Value: field(`Tag.${index}.Value`) }];
  });
  const place = { Bucket: field('Bucket'), Path: field('Path'), Name: field('Name') };
  return { DataCacheId: id, RegionId: field('DestinationRegionId'), ...place, Status: 'Available', Tags };
}

describe('with a Temporal server and an ECI endpoint that are not ours', () => {
  it('the worker and a run know nothing of the simulator, and a second run adopts what is there', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'plan.yaml'), PLAN);
    const endpoint = await foreignEndpoint();
    const temporal = { TEMPORAL_ADDRESS: inject('temporalAddress'), ECI_REPLICATOR_TASK_QUEUE: 'foreign' };
    const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'their-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'their-secret' };
    const worker = startEciReplicator(['worker'], { env: { ...temporal, ...keys, ECI_ENDPOINT: endpoint.url } });
    const run = () => eciReplicator(['run', 'plan.yaml', '--output', 'json'], { env: temporal, cwd: folder });

    const first = await run();
    expect(first.code, first.stderr).toBe(0);
    expect(reportSchema.parse(JSON.parse(first.stdout))).toMatchObject({
      outcome: 'ready',
      counts: { planned: 4, ready: 4, adopted: 0 },
    });
    const second = await run();
    expect(reportSchema.parse(JSON.parse(second.stdout))).toMatchObject({
      outcome: 'ready',
      counts: { ready: 4, adopted: 4 },
    });
    expect(endpoint.copies()).toBe(4);

    const { code, stdout, stderr } = await worker.stop('SIGTERM');
    expect(code).toBe(0);
    expect([first, second, { stdout, stderr }].map((ended) => ended.stdout + ended.stderr).join('')).not.toMatch(
      /simulat/i,
    );
  });
});
