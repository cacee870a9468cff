import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { stepOutputs } from '../../../support/step-outputs.js';
import { jobMachine } from './job-machine.js';
import { keepFiles } from './keep-files.js';

const jobSchema = z.object({
  stage: z.string(),
  needs: z.array(z.string()).default([]),
  rules: z.array(z.object({ if: z.string(), when: z.string().optional() })),
  script: z.array(z.string()),
  allow_failure: z.object({ exit_codes: z.array(z.number()) }).optional(),
  artifacts: z
    .object({
      when: z.enum(['on_success', 'always']).default('on_success'),
      paths: z.array(z.string()).default([]),
      reports: z.object({ dotenv: z.string().optional(), junit: z.string().optional() }).default({}),
    })
    .optional(),
});
const pipelineSchema = z
  .object({
    stages: z.array(z.string()),
    variables: z.record(z.string(), z.string()),
    default: z.object({ image: z.string(), before_script: z.array(z.string()) }),
  })
  .catchall(jobSchema);

type Variables = Readonly<Record<string, string>>;

export interface GitlabRunOptions {
  /** The variables that GitLab sets, those of the project, and those of the person who starts the pipeline. */
  readonly variables: Variables;
  /** A folder for the files of the run, which the caller removes. */
  readonly folder: string;
}

export interface GitlabJobRun {
  /** `warning`: it failed with an allowed exit code. */
  readonly result: 'success' | 'warning' | 'failed';
  readonly code: number | null;
  readonly log: string;
  /** The folder of its artifacts, reports included. */
  readonly artifacts: string;
}

/** Runs a pipeline as GitLab would if a person pressed every button: stage by stage, each job on a fresh machine with bash. */
export async function runGitlabPipeline(
  file: string,
  { variables, folder }: GitlabRunOptions,
): Promise<Readonly<Record<string, GitlabJobRun>>> {
  const { stages, variables: own, default: all, ...jobs } = pipelineSchema.parse(parse(await readFile(file, 'utf8')));
  const known: Variables = { ...own, ...variables };
  const done: Record<string, GitlabJobRun & { readonly told: Variables }> = {};
  const inOrder = stages.flatMap((stage) => Object.entries(jobs).filter(([, job]) => job.stage === stage));
  for (const [name, job] of inOrder) {
    const needed = job.needs.flatMap((need) => done[need] ?? []);
    const isAsked = job.rules.some((rule) => holds(rule.if, known));
    if (!isAsked || needed.length < job.needs.length || needed.some(({ result }) => result === 'failed')) continue;

    const machine = await jobMachine(folder);
    await machine.checkOut();
    for (const { artifacts } of needed) await cp(artifacts, machine.workspace, { recursive: true });
    const told = Object.assign({}, ...needed.map((need) => need.told)) as Variables;
    const script = await machine.script(['set -eo pipefail', ...all.before_script, ...job.script].join('\n'));
    const { code, stdout, stderr } = await machine.run(['bash', script], { GITLAB_CI: 'true', ...known, ...told });

    const artifacts = path.join(folder, 'artifacts', name);
    await mkdir(artifacts, { recursive: true });
    const { when, paths = [], reports = {} } = job.artifacts ?? {};
    if (code === 0 || when === 'always') {
      await keepFiles(
        [...paths, ...Object.values(reports).filter((each) => each !== undefined)],
        machine.workspace,
        artifacts,
      );
    }
    const dotenv = reports.dotenv === undefined ? '' : await readFile(path.join(artifacts, reports.dotenv), 'utf8');
    const mayFail = code !== null && job.allow_failure?.exit_codes.includes(code) === true;
    const result = code === 0 ? 'success' : mayFail ? 'warning' : 'failed';
    done[name] = { result, code, log: `${stdout}${stderr}`, artifacts, told: stepOutputs(dotenv) };
  }
  return done;
}

/** Evaluates the comparisons that the example uses. @throws Error for any other. */
function holds(condition: string, variables: Variables): boolean {
  const [, left, literal, right] = /^\$(\w+) == (?:"([^"]*)"|\$(\w+))$/.exec(condition) ?? [];
  if (left === undefined) throw new Error(`unknown rule: ${condition}`);
  const value = variables[left];
  return value !== undefined && value === (literal ?? variables[right ?? '']);
}
