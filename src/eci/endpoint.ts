import { isLoopback } from '../loopback.js';
import { isRegionName } from './regions.js';

/** Serves every region of the public cloud. Inside a VPC use `https://eci-vpc.{region}.aliyuncs.com`. */
export const DEFAULT_ENDPOINT = 'https://eci.{region}.aliyuncs.com';

/** The SDK's client takes the host without a scheme, and does not choose it by region (trap 1). */
export interface SdkEndpoint {
  readonly protocol: 'HTTP' | 'HTTPS';
  /** `host` or `host:port`. */
  readonly endpoint: string;
}

/** `problem` is a predicate: it follows the name of whatever holds the endpoint. */
export type ParsedEndpoint = { readonly endpoint: string } | { readonly problem: string };

/** An entry for one region: `cn-beijing=https://…`. A URL that stands alone begins with its scheme, which has no `=`. */
const FOR_REGION = /^([^=:/]*)=(.*)$/;
/** A region each, and a few to spare: whoever needs more has a `{region}` in common. */
const MAX_ENTRIES = 200;

/**
 * Checks a value of `ECI_ENDPOINT`: one URL for all regions, or a list, separated by commas, of which each entry
 * `region=URL` is for one region and at most one URL alone is for the others; default for those: {@link DEFAULT_ENDPOINT}.
 *
 * A URL is `https://`, or `http://` to a loopback address (to any host with `allowHttp`), a host that may contain
 * `{region}`, a port, and nothing else.
 *
 * @returns the value without white space and trailing slashes, or what is wrong with it.
 */
export function parseEndpoint(value: string, options: { readonly allowHttp?: boolean } = {}): ParsedEndpoint {
  const entries = value.split(',').map((entry) => entry.trim());
  if (entries.length > MAX_ENTRIES) return { problem: `must have at most ${MAX_ENTRIES} entries` };
  const parsed: string[] = [];
  const regions = new Set<string>();
  for (const entry of entries) {
    const [, region = '', url = entry] = FOR_REGION.exec(entry) ?? [];
    if (url !== entry && !isRegionName(region)) return { problem: 'has an entry whose region is not a region name' };
    const template = parseUrl(url.trim(), options);
    if ('problem' in template) return template;
    if (regions.has(region)) {
      return { problem: region === '' ? 'may have one URL without a region only' : `has two entries for ${region}` };
    }
    regions.add(region);
    parsed.push(region === '' ? template.endpoint : `${region}=${template.endpoint}`);
  }
  return { endpoint: parsed.join(',') };
}

function parseUrl(url: string, options: { readonly allowHttp?: boolean }): ParsedEndpoint {
  const withRegion = url.replaceAll('{region}', 'region');
  if (/[{}]/.test(withRegion)) return { problem: 'may contain no braces but {region}' };
  if (!/^https?:\/\//i.test(withRegion)) {
    return { problem: 'must begin with https:// (or http:// for a loopback address)' };
  }
  if (!URL.canParse(withRegion)) return { problem: 'is not a valid URL' };

  const { username, password, pathname, protocol, hostname } = new URL(withRegion);
  if (username !== '' || password !== '') return { problem: 'must not contain a user or password' };
  if (pathname !== '/' || /[?#]/.test(withRegion)) {
    return { problem: 'must be a host with an optional port, without path or query' };
  }
  if (protocol === 'http:' && options.allowHttp !== true && !isLoopback(hostname)) {
    return { problem: 'may use http:// for loopback addresses only, unless ECI_ALLOW_HTTP=1' };
  }
  return { endpoint: url.replace(/\/$/, '') };
}

/**
 * The endpoint of one region, from a value that {@link parseEndpoint} accepted.
 *
 * @throws RangeError when the region cannot be part of a host name, or the value is not an endpoint.
 */
export function eciEndpoint(value: string, region: string): SdkEndpoint {
  if (!isRegionName(region)) throw new RangeError(`${JSON.stringify(region)} is not a valid region name`);
  const parsed = parseEndpoint(value, { allowHttp: true });
  if ('problem' in parsed) throw new RangeError(`the endpoint ${parsed.problem}`);
  const entries = parsed.endpoint.split(',');
  const own = entries.find((entry) => entry.startsWith(`${region}=`))?.slice(region.length + 1);
  const template = own ?? entries.find((entry) => !FOR_REGION.test(entry)) ?? DEFAULT_ENDPOINT;
  const url = new URL(template.replaceAll('{region}', region));
  return { protocol: url.protocol === 'http:' ? 'HTTP' : 'HTTPS', endpoint: url.host };
}
