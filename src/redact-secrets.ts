/** Words in the name of a variable whose value is a secret. The address of a webhook is one too. */
const SECRET_NAME =
  /(?:^|_)(?:ACCESSKEY|APIKEY|AUTH|CREDENTIALS?|HOOK|KEY|PASSPHRASE|PASSWD|PASSWORD|PRIVATE|SECRET|TOKEN|WEBHOOK)(?:_|$)/i;
/** Variables with the name of a file, which an error must be able to show. */
const FILE_NAME = /_(?:PATH|FILE|DIR)$/i;
/** Plans may give the address of a webhook any name, but not that of a variable of the worker itself, such as `ECI_ENDPOINT`. */
const OWN_NAME = /^(?:ALIBABA_CLOUD|ECI|TEMPORAL|https?_proxy|no_proxy)/i;

/** Shorter values are words that occur anywhere, and no secrets. */
const SHORTEST = 8;
const REDACTED = '[redacted]';

/**
 * Replaces every secret of the worker's environment in a text, whatever wrote it: the last guard before the log.
 *
 * @param env read once, as the environment of a process does not change.
 */
export function redactSecrets(env: NodeJS.ProcessEnv): (text: string) => string {
  const secrets = Object.entries(env).flatMap(([name, value = '']) => (isSecret(name, value) ? spellings(value) : []));
  // The longest first: one secret may contain another.
  const known = [...new Set(secrets)]
    .filter(({ length }) => length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length);
  return (text) => known.reduce((redacted, secret) => redacted.replaceAll(secret, REDACTED), text);
}

function isSecret(name: string, value: string): boolean {
  if (SECRET_NAME.test(name)) return !FILE_NAME.test(name);
  return !OWN_NAME.test(name) && /^https?:\/\//.test(value);
}

/** A secret as it may stand in a log: as it is, within JSON, in base64; and of an address also what follows the host. */
function spellings(value: string): string[] {
  const text = value.trim();
  const url = /^https?:/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  const parts = url === undefined ? [text] : [text, url.href, url.pathname + url.search];
  return parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1), Buffer.from(part).toString('base64')]);
}
