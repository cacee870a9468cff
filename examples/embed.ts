// A program that embeds eci-replicator: it runs a worker, and one plan on it, and prints where the copies are.
//
//   npm install eci-replicator typescript @types/node@20
//   npx tsc --module nodenext --target es2023 --types node --skipLibCheck embed.ts
//   TEMPORAL_ADDRESS=127.0.0.1:7233 VAULT_KEY_ID=… VAULT_KEY_SECRET=… node embed.js replication.yaml
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { parsePlan, ReplicationClient } from 'eci-replicator/client';
import { createWorker, type WorkerInterceptors } from 'eci-replicator/worker';

const [file = 'replication.yaml'] = process.argv.slice(2);
const plan = parsePlan(await readFile(file, 'utf8'), { file });
for (const warning of plan.warnings) console.error(`warning: ${warning}`);

// One's own credentials: a real program would ask its vault here. They are asked for again when the cloud refuses them.
const credentials = () => ({
  getProviderName: () => 'vault',
  getCredentials: async () => ({
    providerName: 'vault',
    accessKeyId: process.env['VAULT_KEY_ID'] ?? '',
    accessKeySecret: process.env['VAULT_KEY_SECRET'] ?? '',
    securityToken: '',
  }),
});

// One's own interceptors: this one counts the calls of each activity.
const calls = new Map<string, number>();
const interceptors: Pick<WorkerInterceptors, 'activity'> = {
  activity: [
    ({ info }) => ({
      inbound: {
        execute: (input, next) => {
          calls.set(info.activityType, (calls.get(info.activityType) ?? 0) + 1);
          return next(input);
        },
      },
    }),
  ],
};

const worker = await createWorker({ credentials, interceptors });
const client = await ReplicationClient.connect();
try {
  // Safe to repeat: it attaches to a run of this plan that is under way, and a copy that exists is adopted.
  const run = await client.start(plan, { onNotice: (sentence) => console.error(sentence) });
  const report = await client.wait(run);
  for (const { source, region, dataCacheId, outcome, reason } of report.copies) {
    console.log([source, region, outcome, dataCacheId ?? reason ?? ''].join(' '));
  }
  console.log(`${report.plan}: ${report.outcome}, ${calls.get('copyDataCache') ?? 0} requests for copies`);
  process.exitCode = report.outcome === 'ready' ? 0 : 1;
} finally {
  await client.close();
  await worker.shutdown();
}
