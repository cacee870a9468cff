import { ERROR_FAMILIES, type ErrorFamily } from '../../src/eci/eci-error.js';
import { ERROR_TABLE } from '../../src/eci/error-table.js';

/** What a run does about an error of each family. */
const MEANINGS: Readonly<Record<ErrorFamily, string>> = {
  capacity:
    'The region is full. One copy asks again at a slowing rate, `policy.capacity`, and the others wait without a call.',
  throttled: 'Asked too fast. The same call is made again after 1 s, doubling to a minute, with jitter.',
  ambiguous:
    'Nobody knows whether the copy was made. It is asked for again with the same client token, which buys nothing twice.',
  source:
    'The source cache cannot be copied now. It is looked at, and waited for unless it is Available, Failed or gone.',
  processing: 'The first request with this client token is still under way. It is asked for again after 5 s.',
  spent: 'The service says that the copy of this client token has failed. The next generation is asked for.',
  mismatch: 'The client token was used with other parameters, so its copy exists. It is looked for by bucket and path.',
  region: 'The target region asks for no more copies. Copies under way are still watched, and other regions go on.',
  account:
    'The account was refused. All regions ask for no more copies: for good, or with `policy.onAccountError: pause` until `resume`. Copies under way are still watched.',
  request: 'This copy ends as failed. The others go on.',
};

/** docs/errors.md, from the code's own table. */
export function errorPage(): string {
  return `${[
    '# Errors',
    '',
    '<!-- Made by `npm run docs` from src/eci/error-table.ts. Do not edit it here. -->',
    '',
    'Every error of the service has a family, and the family alone decides what a run does. A report gives the code, the',
    "service's reason and the advice below for each copy that is not ready.",
    '',
    '- A code that is not listed is judged by its spelling, such as `QuotaExceed.Eip` or `Throttling.Foo`. Failing that, by',
    '  the HTTP status: 429 is throttled, 408 is ambiguous, any other 4xx is a request error, all else is ambiguous.',
    "- An answer without a code is some gateway's, not the service's. It is ambiguous, whatever its status (429: throttled).",
    '- A call that only lists or describes and is throttled or unanswered is made up to four times within two seconds.',
    '- Some advice names `retry-failed`. It is for a run under way; when the run has ended, run the plan again. Either way, what is',
    '  ready is adopted, and not bought. See [Controlling a run](operations.md#controlling-a-run).',
    '',
    ...ERROR_FAMILIES.flatMap(familySection),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

function familySection(family: ErrorFamily): string[] {
  const rows = [...ERROR_TABLE].filter(([, entry]) => entry.family === family);
  const codes = rows.map(([code, { advice }]) => `- \`${code}\`: ${advice}`);
  return [`## ${family}`, '', MEANINGS[family], '', ...(codes.length === 0 ? [] : [...codes, ''])];
}
