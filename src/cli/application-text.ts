import { type ApplicationText, text_en } from '@stricli/core';
import { errorSentence } from './error-sentence.js';

/** What the command line says of itself. A user is told what went wrong, never shown a stack trace. */
export const applicationText: ApplicationText = {
  ...text_en,
  formatException: errorSentence,
  exceptionWhileRunningCommand: errorSentence,
  commandErrorResult: errorSentence,
};
