import { ExitCode } from './exit-code.js';

/** The reason of a signal that Ctrl-C or SIGTERM aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(readonly by: 'SIGINT' | 'SIGTERM') {
    super(`Interrupted by ${by}.`);
  }

  get exitCode(): ExitCode {
    return this.by === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
  }
}

/** The part of a process that emits signals. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/**
 * Runs `work` with an abort signal. The first Ctrl-C or SIGTERM aborts it, with an {@link Interrupted} as its reason. A
 * second one ends the process at once, as it would without a listener, so that work that hangs can still be stopped.
 */
export async function interruptible<T>(source: SignalSource, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((by) => {
    const listener = () => {
      // Not before the other listeners were called: that of the live view, which restores the cursor, ends the process by the
      // signal if it finds itself to be the only one.
      queueMicrotask(stopListening);
      controller.abort(new Interrupted(by));
    };
    return [by, listener] as const;
  });
  const stopListening = () => {
    for (const [by, listener] of listeners) source.off(by, listener);
  };
  for (const [by, listener] of listeners) source.on(by, listener);
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
}
