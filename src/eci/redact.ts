const HIDDEN = '***';
/** Characters; a page of HTML is no message. */
const MESSAGE_LENGTH = 500;

/**
 * A message that is safe to log, on one line: no URL query, no signed text, no access key, and none of the secrets
 * (trap 9). Secrets are the values in use: access key id, access key secret, security token, client token.
 */
export function redact(message: string, secrets: readonly string[]): string {
  const text = message
    .replace(/\s+/g, ' ')
    .trim()
    // SignatureDoesNotMatch quotes the whole request, tags included.
    .replace(/(string to sign|canonical request|stringtosign)\b.*/i, `$1 ${HIDDEN}`)
    .replace(/\?[^\s?]*=\S*/g, `?${HIDDEN}`)
    .replace(/[^\s=&]+=[^\s&]*&\S*/g, HIDDEN)
    // The credentials library quotes what it could not use.
    .replace(/((AccessKeyId|AccessKeySecret|SecurityToken)["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, `$1${HIDDEN}`)
    .replace(/\b(LTAI|STS\.|TMP\.)[A-Za-z0-9]{8,}/g, HIDDEN);
  // Last, so that no step above can put a secret together again; the longest first, as one may hold another.
  return spellings(secrets)
    .reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
    .slice(0, MESSAGE_LENGTH);
}

/** Each secret as it is, and as it stands in a URL. */
function spellings(secrets: readonly string[]): string[] {
  const all = secrets
    // Keys and tokens are ASCII; encodeURIComponent throws on half a character.
    .flatMap((secret) => (/^[ -~]*$/.test(secret) ? [secret, encodeURIComponent(secret)] : [secret]))
    // As the message is by now.
    .map((secret) => secret.replace(/\s+/g, ' ').trim())
    .filter((secret) => secret !== '' && !HIDDEN.includes(secret));
  return [...new Set(all)].toSorted((a, b) => b.length - a.length);
}
