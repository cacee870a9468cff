import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { readPlan } from '../src/plan/plan-document.js';
import { decodeText } from '../src/plan/text/decode-text.js';
import { formatProblem } from '../src/plan/problem.js';

/** A plan file is at most this many bytes. */
const MAX_BYTES = 1024 * 1024;

export interface ReadPlanTask {
  /** Relative to the worker's plan folder. */
  readonly file: string;
  readonly vars: Readonly<Record<string, string>>;
}

/**
 * Reads a plan from the worker's plan folder, and never from outside it, even through links. The whole plan is validated here,
 * where positions in the file are known.
 *
 * @throws `InvalidPlan` with every problem.
 */
export function readPlanFile({ plansFolder }: { plansFolder: string }) {
  return async ({ file, vars }: ReadPlanTask): Promise<unknown> => {
    const text = await readInside(plansFolder, file);
    const read = readText(file, text, vars);
    if ('problems' in read) throw invalidPlan(read.problems.map((problem) => formatProblem(file, problem)).join('\n'));
    return read.document;
  };
}

/** An exception is a mistake of this code that the plan provokes each time, so to try again would never end. */
function readText(file: string, text: string, vars: ReadPlanTask['vars']): ReturnType<typeof readPlan> {
  try {
    return readPlan(text, vars);
  } catch (error) {
    throw invalidPlan(`${file}: this plan cannot be read: ${String(error)}`);
  }
}

async function readInside(folder: string, file: string): Promise<string> {
  const named = path.resolve(folder, file);
  const outside = invalidPlan(`${file}: lies outside the worker's plan folder`);
  // Checked first: the answer must not reveal whether a file exists elsewhere.
  if (!isInside(path.resolve(folder), named)) throw outside;
  let found: string;
  try {
    found = await realpath(named);
  } catch {
    throw invalidPlan(`${file}: there is no such file in the worker's plan folder`);
  }
  if (!isInside(await realpath(folder), found)) throw outside;
  // Opening a named pipe would never return, and any failure other than InvalidPlan would be retried for ever.
  const stats = await readable(file, () => stat(found));
  if (!stats.isFile()) throw invalidPlan(`${file}: is not a file`);
  if (stats.size > MAX_BYTES) throw invalidPlan(`${file}: is ${stats.size} bytes; a plan is at most ${MAX_BYTES}`);
  const decoded = decodeText(await readable(file, () => readFile(found)));
  if ('problem' in decoded) throw invalidPlan(`${file}: ${decoded.problem}`);
  return decoded.text;
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

async function readable<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw invalidPlan(`${file}: the worker cannot read it: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

function invalidPlan(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'InvalidPlan');
}
