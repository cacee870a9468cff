import { join } from 'node:path';
import { packageRoot } from '../package-root.js';

/** A small plan that shows most features. Its caches are those of the scenario of `dev`. */
export const FIRST_PLAN = `version: 1
name: first
source:
  region: cn-hongkong
  caches:
    - id: edc-bp15l4vvys94oo0000
    - id: edc-bp1ddddeeeeffff000
copy:
  retentionDays: 30 # without it they never expire, and are billed until deleted
targets:
  - region: cn-beijing
  - region: eu-central-1
    required: false # the run does not fail without it
  - region: ap-southeast-1
waves: # optional; without it all regions start at once
  - regions: [cn-beijing, eu-central-1]
  - regions: [ap-southeast-1]
    after: approval # by \`eci-replicator approve-wave first 2\`
policy: # optional
  failedCopy: { attempts: 1 }
  ready: { pollEvery: 2s }
schedule: # optional; or cron: "0 3 * * *" with timezone: Asia/Shanghai
  every: 1d
`;

/** The reference of all keys. */
export const PLAN_REFERENCE: string = join(packageRoot, 'docs', 'plan.md');

/** Added to the error when a plan's file does not exist. */
export const FIRST_PLAN_HINT = '`eci-replicator plan --help` shows a first plan';
