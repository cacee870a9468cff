import { type LogLevel as TemporalLevel, DefaultLogger } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Environment, LogLevel } from './environment.js';

/** The worker's log, on stderr: stdout is for data. Pretty on a terminal, one JSON object a line elsewhere. */
export function createLog({ logLevel, logFormat }: Pick<Environment, 'logLevel' | 'logFormat'>): Logger {
  const format = logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json');
  const stream = format === 'pretty' ? pretty({ destination: 2, ignore: 'pid,hostname' }) : pino.destination(2);
  return pino({ level: logLevel }, stream);
}

const LEVELS: Record<TemporalLevel, LogLevel> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Temporal's own lines, its core's and the workflows', in the same log. */
export function temporalLogger(log: Logger): DefaultLogger {
  return new DefaultLogger('DEBUG', ({ level, message, meta }) => log[LEVELS[level]]({ ...meta }, message));
}
