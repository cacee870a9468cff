import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rulesOf } from '../../../src/simulator/scenario.js';
import { documentedOutputs } from '../../support/documented-outputs.js';
import { readMarkdown } from '../../support/read-markdown.js';
import { openReplicator, type Replicator } from '../../support/replicator.js';
import { againstSchema, REPORT_VALIDATORS } from '../../support/report-validators.js';
import { temporalAddress } from '../../support/shared-server.js';
import { runGithubWorkflow } from '../support/pipeline/github-runner.js';
import { runGitlabPipeline } from '../support/pipeline/gitlab-runner.js';
import { INSTALLED_PACKAGE } from '../support/pipeline/job-machine.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const example = (name: string) => fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
const GITHUB = example('github-actions.yml');
const GITLAB = example('gitlab-ci.yml');
const SOURCES = ['edc-bp15l4vvys94oo0000', 'edc-bp1aaaabbbbcccc000'];

/** The world of the examples: their sources and their slow optional region, on the default task queue. */
let replicator: Replicator;
/** How far the world's clock is ahead of this machine, ms. */
let ahead = 0;
beforeAll(async () => {
  replicator = await openReplicator({
    address: temporalAddress(),
    taskQueue: 'eci-replicator',
    clock: () => Date.now() + ahead,
    scenario: {
      sources: SOURCES.map((id) => ({
        region: 'cn-hongkong',
        id,
        bucket: 'models',
        path: `/${id}`,
        name: id,
        sizeGiB: 7,
      })),
      copyTime: '0s',
      regions: { 'cn-shanghai': { copyTime: '10m' } },
    },
  });
});
afterAll(() => replicator.close());

const settings = () => ({
  ECI_REPLICATOR_PACKAGE: INSTALLED_PACKAGE,
  TEMPORAL_ADDRESS: temporalAddress(),
  TEMPORAL_NAMESPACE: 'default',
});

async function artifact(folder: string, name: string): Promise<string> {
  return readFile(path.join(folder, 'artifacts', name), 'utf8');
}

/** The outputs and both reports of a job, after checking that they are valid. */
async function leftBy(folder: string, files: readonly [outputs: string, markdown: string, junit: string]) {
  const [outputs, markdown, junit] = await Promise.all(files.map((name) => artifact(folder, name)));
  const copies = JSON.parse(outputs ?? '');
  expect(againstSchema('outputs', copies)).toEqual([]);
  expect(await REPORT_VALIDATORS.md(markdown ?? '')).toEqual([]);
  expect(await REPORT_VALIDATORS.junit(junit ?? '')).toEqual([]);
  return { copies, title: readMarkdown(markdown ?? '').headings[0] };
}

describe('examples/github-actions.yml', () => {
  it("is valid by GitHub's own parser", async () => {
    const content = await readFile(GITHUB, 'utf8');
    const { context } = parseWorkflow({ name: 'github-actions.yml', content }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    const broken = parseWorkflow(
      { name: 'x.yml', content: content.replace('runs-on', 'run-on') },
      new NoOperationTraceWriter(),
    );
    expect(broken.context.errors.getErrors()).not.toEqual([]);
  });

  it('on a pull request shows the verdicts in the summary and copies nothing', async () => {
    const folder = await temporaryFolder();
    const jobs = await runGithubWorkflow(GITHUB, { event: 'pull_request', vars: settings(), folder });
    const { preview } = jobs;
    expect(preview?.result, preview?.log).toBe('success');
    expect(preview?.outputs['digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(preview?.steps['preview']?.outputs).toMatchObject({ changes: '6', 'exit-code': '0' });
    expect(Object.keys(preview?.steps['preview']?.outputs ?? {}).toSorted()).toEqual(
      documentedOutputs('`plan preview`'),
    );
    const { headings, tables } = readMarkdown(preview?.summary ?? '');
    expect(headings).toEqual(['Preview of llm-serving', 'Not adopted']);
    expect(tables[1]?.rows).toHaveLength(6);
    expect(Object.entries(jobs).filter(([, { result }]) => result !== 'skipped')).toHaveLength(1);
    expect(replicator.simulator.ledger().billed).toEqual([]);
  });

  it('on main replicates, deploys when the required copies are ready, and watches the rest to its end', async () => {
    const folder = await temporaryFolder();
    const { replicate, deploy, finish } = await runGithubWorkflow(GITHUB, {
      event: 'push',
      vars: settings(),
      folder,
      onJob: (name) => {
        if (name === 'deploy') ahead = 600_000;
      },
    });

    expect(replicate?.result, replicate?.log).toBe('success');
    expect(replicate?.steps['run']?.outputs).toMatchObject({ outcome: 'running', planned: '6', 'exit-code': '0' });
    expect(replicate?.log).toContain('Every required copy is ready; the run continues with cn-shanghai');
    expect(readMarkdown(replicate?.summary ?? '').headings[0]).toBe('Replication of llm-serving: running');
    const early = await leftBy(folder, [
      'replication/copies.json',
      'replication/replication.md',
      'replication/replication.xml',
    ]);
    expect(early.copies).toMatchObject({ 'cn-beijing': { [SOURCES[0] ?? '']: { path: '/llama-3/2026-11' } } });
    expect(Object.keys(early.copies)).not.toContain('cn-shanghai');

    expect(deploy?.result, deploy?.log).toBe('success');
    expect(deploy?.log.match(/^cn-(beijing|hangzhou): mount models:\/(llama|qwen)-3\/2026-11 \(edc-/gm)).toHaveLength(
      4,
    );

    expect(finish?.result, finish?.log).toBe('success');
    expect(readMarkdown(finish?.summary ?? '').headings[0]).toBe('Replication of llm-serving: ready');
    const late = await leftBy(folder, [
      'replication-all/all-copies.json',
      'replication-all/all.md',
      'replication-all/all.xml',
    ]);
    expect(Object.keys(late.copies)).toEqual(['cn-beijing', 'cn-hangzhou', 'cn-shanghai']);
    expect(replicator.simulator.ledger().billed).toHaveLength(6);
  });
});

describe('examples/gitlab-ci.yml', () => {
  const main = { CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main', CI_PIPELINE_SOURCE: 'push' };

  it('on a merge request previews and copies nothing', async () => {
    const before = replicator.simulator.ledger().billed.length;
    const jobs = await runGitlabPipeline(GITLAB, {
      variables: {
        ...settings(),
        CI_DEFAULT_BRANCH: 'main',
        CI_PIPELINE_SOURCE: 'merge_request_event',
        RELEASE: '2026-12',
      },
      folder: await temporaryFolder(),
    });
    expect(Object.keys(jobs)).toEqual(['preview']);
    expect(jobs['preview']?.result, jobs['preview']?.log).toBe('success');
    expect(jobs['preview']?.log).toMatch(/llm-serving: 6 to create\npreview digest [0-9a-f]{64}/);
    expect(replicator.simulator.ledger().billed).toHaveLength(before);
  });

  it('on main deploys the required regions and warns of an optional region that is not ready', async () => {
    const shanghai = rulesOf(replicator.simulator.scenario, 'cn-shanghai');
    shanghai.errorCode = 'Zone.NotOnSale';
    const folder = await temporaryFolder();
    const variables = { ...settings(), ...main, RELEASE: '2026-12' };
    const { replicate, deploy, finish } = await runGitlabPipeline(GITLAB, { variables, folder });

    expect(replicate?.result, replicate?.log).toBe('success');
    const early = await leftBy(folder, [
      'replicate/copies.json',
      'replicate/replication.md',
      'replicate/replication.xml',
    ]);
    expect(Object.keys(early.copies)).toEqual(['cn-beijing', 'cn-hangzhou']);
    expect(deploy?.result, deploy?.log).toBe('success');
    expect(deploy?.log.match(/: mount models:\/(llama|qwen)-3\/2026-12 \(edc-/g)).toHaveLength(4);

    expect(finish).toMatchObject({ result: 'warning', code: 3 });
    const late = await leftBy(folder, ['finish/all-copies.json', 'finish/all.md', 'finish/all.xml']);
    expect(late.title).toBe('Replication of llm-serving: partial');
    expect(await artifact(folder, 'finish/all.xml')).toContain('<failure type="Zone.NotOnSale"');
  });
});
