/**
 * Prints `what` to stderr, and again with the elapsed time every `everyMs` (default 10 s) until `work` ends. A build that is
 * silent for minutes looks hung.
 */
export async function withProgress<T>(
  what: string,
  work: () => Promise<T>,
  write: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
  everyMs = 10_000,
): Promise<T> {
  const startedAt = Date.now();
  write(`${what} …`);
  const timer = setInterval(() => write(`${what} … ${Math.round((Date.now() - startedAt) / 1000)} s`), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
