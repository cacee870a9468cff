/** The regions known to have an ECI endpoint. The vendor does not publish which of them offer data caches. */
export const KNOWN_REGIONS: readonly string[] = [
  'cn-qingdao',
  'cn-beijing',
  'cn-zhangjiakou',
  'cn-huhehaote',
  'cn-wulanchabu',
  'cn-hangzhou',
  'cn-shanghai',
  'cn-nanjing',
  'cn-fuzhou',
  'cn-shenzhen',
  'cn-heyuan',
  'cn-guangzhou',
  'cn-chengdu',
  'cn-wuhan-lr',
  'cn-zhengzhou-jva',
  'cn-hongkong',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ap-south-1',
  'us-east-1',
  'us-west-1',
  'eu-central-1',
  'eu-west-1',
  'me-east-1',
  'me-central-1',
  'na-south-1',
  'cn-shanghai-finance-1',
  'cn-shenzhen-finance-1',
  'cn-hangzhou-finance',
  'cn-beijing-finance-1',
];

/** Whether this version knows the region. The vendor may add regions, so an unknown one deserves a warning, not an error. */
export function isKnownRegion(region: string): boolean {
  return KNOWN_REGIONS.includes(region);
}

/** Whether the name has the form of a region's, and so is safe in a host name. */
export function isRegionName(region: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(region) && region.length <= 63;
}
