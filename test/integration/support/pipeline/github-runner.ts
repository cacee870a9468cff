import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { stepOutputs } from '../../../support/step-outputs.js';
import { filledIn, type GithubContexts, holds, type SoFar } from './github-expressions.js';
import { type JobMachine, jobMachine } from './job-machine.js';
import { keepFiles } from './keep-files.js';

const text = z.coerce.string();
const env = z.record(z.string(), text).default({});
const stepSchema = z.object({
  id: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), text).default({}),
  run: z.string().optional(),
  if: z.string().optional(),
  env,
});
const jobSchema = z.object({
  needs: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  if: z.string().optional(),
  outputs: z.record(z.string(), z.string()).default({}),
  steps: z.array(stepSchema),
});
const workflowSchema = z.object({ env, jobs: z.record(z.string(), jobSchema) });

type Step = z.output<typeof stepSchema>;
type Job = z.output<typeof jobSchema>;

export interface GithubRunOptions {
  readonly event: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Called when a job has ended, before the next one starts. */
  readonly onJob?: (name: string) => void;
  /** A folder for the files of the run, which the caller removes. */
  readonly folder: string;
}

export interface GithubJobRun {
  readonly result: SoFar | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, { readonly outputs: Readonly<Record<string, string>> }>>;
  /** The summaries of all steps. */
  readonly summary: string;
  readonly log: string;
}

/**
 * Runs a workflow as GitHub would: jobs in order, each on a fresh machine, expressions with GitHub's own library, and every
 * `run` with bash. Stand-ins replace the actions that it uses.
 */
export async function runGithubWorkflow(
  file: string,
  { event, vars, secrets = {}, folder, onJob }: GithubRunOptions,
): Promise<Readonly<Record<string, GithubJobRun>>> {
  const workflow = workflowSchema.parse(parse(await readFile(file, 'utf8')));
  const github = { event_name: event, ref: 'refs/heads/main' };
  const done: Record<string, GithubJobRun> = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const needs = Object.fromEntries(job.needs.map((need) => [need, done[need] ?? skipped()]));
    const contexts = { github, vars, secrets, needs };
    const soFar = Object.values(needs).every(({ result }) => result === 'success') ? 'success' : 'failure';
    done[name] = holds(job.if, contexts, soFar) ? await runJob(job, workflow.env, contexts, folder) : skipped();
    onJob?.(name);
  }
  return done;
}

function skipped(): GithubJobRun {
  return { result: 'skipped', outputs: {}, steps: {}, summary: '', log: '' };
}

async function runJob(
  job: Job,
  workflowEnv: Readonly<Record<string, string>>,
  contexts: GithubContexts,
  folder: string,
): Promise<GithubJobRun> {
  const machine = await jobMachine(folder);
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  let result: SoFar = 'success';
  let summary = '';
  let log = '';
  for (const step of job.steps) {
    const known = { ...contexts, steps };
    if (!holds(step.if, known, result)) continue;
    const fill = (values: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, filledIn(value, known)]));
    if (step.uses !== undefined) {
      await standIn(step.uses, fill(step.with), machine, path.join(folder, 'artifacts'));
      continue;
    }
    const ran = await runStep(step, { ...fill(workflowEnv), ...fill(step.env) }, known, machine);
    log += ran.log;
    summary += ran.summary;
    if (step.id !== undefined) steps[step.id] = { outputs: ran.outputs };
    if (ran.code !== 0) result = 'failure';
  }
  const outputs = Object.entries(job.outputs).map(([key, value]) => [key, filledIn(value, { ...contexts, steps })]);
  return { result, outputs: Object.fromEntries(outputs), steps, summary, log };
}

async function runStep(
  { run = '' }: Step,
  given: Readonly<Record<string, string>>,
  contexts: GithubContexts,
  machine: JobMachine,
) {
  const script = await machine.script(filledIn(run, contexts));
  const files = { GITHUB_OUTPUT: `${script}.output`, GITHUB_STEP_SUMMARY: `${script}.summary` };
  for (const file of Object.values(files)) await writeFile(file, '');
  const { code, stdout, stderr } = await machine.run(['bash', '-e', script], {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: machine.workspace,
    ...files,
    ...given,
  });
  return {
    code,
    log: `$ ${run}\n${stdout}${stderr}`,
    outputs: stepOutputs(await readFile(files.GITHUB_OUTPUT, 'utf8')),
    summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
  };
}

/** @throws Error for an action without a stand-in. */
async function standIn(
  action: string,
  given: Readonly<Record<string, string>>,
  machine: JobMachine,
  artifacts: string,
): Promise<void> {
  const artifact = path.join(artifacts, given['name'] ?? 'artifact');
  switch (action) {
    case 'actions/checkout@v4':
      return machine.checkOut();
    case 'actions/setup-node@v4':
      return;
    case 'actions/upload-artifact@v4': {
      await mkdir(artifact, { recursive: true });
      const kept = await keepFiles((given['path'] ?? '').trim().split('\n'), machine.workspace, artifact);
      if (kept.length === 0 && given['if-no-files-found'] === 'error') throw new Error(`no files for ${artifact}`);
      return;
    }
    case 'actions/download-artifact@v4':
      return cp(artifact, machine.workspace, { recursive: true });
    default:
      throw new Error(`there is no stand-in for ${action}`);
  }
}
