import { randomUUID } from 'node:crypto';
import { appendFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorSentence } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { printableLines } from '../../safe-text.js';

/** GitHub rejects a step's summary that is larger, bytes. */
const SUMMARY_LIMIT = 1_048_576;

/** A problem of a plan, `file:line:column: message`. */
const PROBLEM = /^(?<file>[^<\s].*?):(?<line>\d+):(?<column>\d+): (?<message>.*)$/;

type Surroundings = Pick<CliContext, 'process'>;

/** Whether the command runs as a step of GitHub Actions. Anywhere else, this module does nothing. */
function inGithubJob({ process: { env } }: Surroundings): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

/** Sets outputs of the step, which later steps read as `steps.<id>.outputs.<name>`. The last value of a name counts. */
export async function setOutputs(context: Surroundings, outputs: Readonly<Record<string, string>>): Promise<void> {
  await append(context, 'GITHUB_OUTPUT', () => Promise.resolve(outputLines(outputs, `eci-replicator-${randomUUID()}`)));
}

/** Adds Markdown to the summary of the job. @param rest a sentence that replaces whatever does not fit. */
export async function addSummary(context: Surroundings, markdown: string, rest: string): Promise<void> {
  await append(context, 'GITHUB_STEP_SUMMARY', async (file) =>
    boundedMarkdown(`${markdown}\n`, SUMMARY_LIMIT - (await sizeOf(file)), rest),
  );
}

/** Annotates the job. A problem of a plan is annotated at its place in the file. Goes to stderr, as stdout carries data. */
export function annotate(context: Surroundings, level: AnnotationLevel, text: string): void {
  if (!inGithubJob(context) || text === '') return;
  const others: string[] = [];
  for (const line of text.split('\n')) {
    const { file, line: row, column, message } = PROBLEM.exec(line)?.groups ?? {};
    if (file === undefined || message === undefined) others.push(line);
    else command(context, annotation(level, message, place(context, file, Number(row), Number(column))));
  }
  if (others.length > 0) command(context, annotation(level, others.join('\n')));
}

/** Past the defence of `say`, which lets no line be a workflow command. */
function command({ process: { stderr } }: Surroundings, line: string): void {
  stderr.write(`${line}\n`);
}

/** GitHub needs paths from the root of the repository, whatever the working directory of the step. */
function place({ process: { env } }: Surroundings, file: string, line: number, column: number): AnnotationPlace {
  const { GITHUB_WORKSPACE } = env;
  return { file: GITHUB_WORKSPACE ? path.relative(GITHUB_WORKSPACE, path.resolve(file)) : file, line, column };
}

/** A file that cannot be written is a warning: the run has been started, and the exit code must say how it ended. */
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

/**
 * Outputs in the format of `$GITHUB_OUTPUT`.
 *
 * @param delimiter must be unpredictable: a value that contained it could set other outputs.
 */
export function outputLines(outputs: Readonly<Record<string, string>>, delimiter: string): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}<<${delimiter}\n${printableLines(value)}\n${delimiter}\n`)
    .join('');
}

/**
 * Markdown cut to a size, at the end of a line, with a sentence in place of the rest. Empty if not even the sentence fits.
 *
 * @param bytes maximum size as UTF-8.
 */
export function boundedMarkdown(markdown: string, bytes: number, sentence: string): string {
  if (Buffer.byteLength(markdown) <= bytes) return markdown;
  const end = `\n${sentence}\n`;
  let room = bytes - Buffer.byteLength(end);
  if (room < 0) return '';
  const kept: string[] = [];
  for (const line of markdown.split('\n')) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept.push(`${line}\n`);
  }
  return kept.join('') + end;
}

/** How GitHub shows an annotation. */
export type AnnotationLevel = 'error' | 'warning';

/** The place that an annotation is about. */
export interface AnnotationPlace {
  /** Relative to the workspace. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** An annotation as a workflow command: one line of the job's log, on stdout or stderr. */
export function annotation(level: AnnotationLevel, message: string, at?: AnnotationPlace): string {
  const properties =
    at === undefined
      ? ['title=eci-replicator']
      : [`file=${escapeProperty(at.file)}`, `line=${at.line}`, `col=${at.column}`];
  return `::${level} ${properties.join(',')}::${escapeData(message)}`;
}

/** The runner decodes exactly these. */
function escapeData(text: string): string {
  return printableLines(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
