import { randomUUID } from 'node:crypto';
import { appendFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CliContext } from '../context.js';
import { errorSentence } from '../error-sentence.js';
import { say } from '../print.js';
import { boundedMarkdown } from './bounded-markdown.js';
import { outputLines } from './output-lines.js';
import { type AnnotationLevel, annotation } from './workflow-command.js';

/** GitHub refuses a step's whole summary when it is larger, bytes. */
const SUMMARY_LIMIT = 1_048_576;

/** `file:line:column: message`, as problems of a plan are told. */
const PROBLEM = /^(?<file>[^<\s].*?):(?<line>\d+):(?<column>\d+): (?<message>.*)$/;

type Surroundings = Pick<CliContext, 'process'>;

/** Whether the command runs as a step of GitHub Actions; everywhere else, what is below does nothing. */
function inGithubJob({ process: { env } }: Surroundings): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

/** Gives later steps these values, as `steps.<id>.outputs.<name>`; a value given again takes the place of the former. */
export async function setOutputs(context: Surroundings, outputs: Readonly<Record<string, string>>): Promise<void> {
  await append(context, 'GITHUB_OUTPUT', () => Promise.resolve(outputLines(outputs, `eci-replicator-${randomUUID()}`)));
}

/** Adds to the job's summary. `rest` says where to find what has no room there. */
export async function addSummary(context: Surroundings, markdown: string, rest: string): Promise<void> {
  await append(context, 'GITHUB_STEP_SUMMARY', async (file) =>
    boundedMarkdown(`${markdown}\n`, SUMMARY_LIMIT - (await sizeOf(file)), rest),
  );
}

/** Annotates the job; problems of a plan at their places in its file. On standard error: standard output carries data. */
export function annotate(context: Surroundings, level: AnnotationLevel, text: string): void {
  if (!inGithubJob(context) || text === '') return;
  const others: string[] = [];
  for (const line of text.split('\n')) {
    const { file, line: row, column, message } = PROBLEM.exec(line)?.groups ?? {};
    if (file === undefined || message === undefined) others.push(line);
    else say(context, annotation(level, message, place(context, file, Number(row), Number(column))));
  }
  if (others.length > 0) say(context, annotation(level, others.join('\n')));
}

/** GitHub counts files from the repository's root, wherever the step works. */
function place({ process: { env } }: Surroundings, file: string, line: number, column: number) {
  const { GITHUB_WORKSPACE } = env;
  return { file: GITHUB_WORKSPACE ? path.relative(GITHUB_WORKSPACE, path.resolve(file)) : file, line, column };
}

/** What the run has done is not undone by a summary that cannot be written: it is told, and the exit code stays. */
async function append(
  context: Surroundings,
  variable: 'GITHUB_OUTPUT' | 'GITHUB_STEP_SUMMARY',
  text: (file: string) => Promise<string>,
): Promise<void> {
  const file = context.process.env[variable];
  if (!inGithubJob(context) || file === undefined || file === '') return;
  try {
    await appendFile(file, await text(file));
  } catch (error) {
    annotate(context, 'warning', `${variable} was not written: ${errorSentence(error)}`);
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
