// A deployment's side of the pipeline: what it mounts is what `--outputs` told, and nothing that is not ready.
//
//   node examples/deploy.mjs copies.json cn-beijing cn-hangzhou
import { readFileSync } from 'node:fs';
import process from 'node:process';

const [file, ...regions] = process.argv.slice(2);
/** @type {Record<string, Record<string, { id: string, bucket: string, path: string, expiresAt: string | null }>>} */
const copies = JSON.parse(readFileSync(file, 'utf8'));

for (const region of regions) {
  const ready = Object.entries(copies[region] ?? {});
  if (ready.length === 0) throw new Error(`${file} has no copy that is ready in ${region}`);
  for (const [source, { id, bucket, path, expiresAt }] of ready) {
    // Here a deployment would write `bucket` and `path` into its container groups' data cache volumes.
    console.log(`${region}: mount ${bucket}:${path} (${id}, a copy of ${source}, expires ${expiresAt ?? 'never'})`);
  }
}
