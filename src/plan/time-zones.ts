import { nearest } from './problem.js';

/*
 * Temporal reads a schedule's time zone with Go's database, which has the names of IANA's and compares their case. `Intl` is no
 * measure for it: it accepts any case, and old abbreviations such as `JST`, but lists only one of several names of a zone.
 */

/** The names of IANA's database, and so of Go's, that `Intl` does not list, except those of the form `Etc/GMT+8`. */
const UNLISTED = `
  Africa/Asmara Africa/Timbuktu America/Argentina/Buenos_Aires America/Argentina/Catamarca
  America/Argentina/ComodRivadavia America/Argentina/Cordoba America/Argentina/Jujuy America/Argentina/Mendoza
  America/Atikokan America/Atka America/Ensenada America/Fort_Wayne America/Indiana/Indianapolis
  America/Kentucky/Louisville America/Knox_IN America/Montreal America/Nipigon America/Nuuk America/Pangnirtung
  America/Porto_Acre America/Rainy_River America/Rosario America/Santa_Isabel America/Shiprock America/Thunder_Bay
  America/Virgin America/Yellowknife Antarctica/South_Pole Asia/Ashkhabad Asia/Choibalsan Asia/Chongqing
  Asia/Chungking Asia/Dacca Asia/Harbin Asia/Ho_Chi_Minh Asia/Istanbul Asia/Kashgar Asia/Kathmandu Asia/Kolkata
  Asia/Macao Asia/Tel_Aviv Asia/Thimbu Asia/Ujung_Pandang Asia/Ulan_Bator Asia/Yangon Atlantic/Faroe
  Atlantic/Jan_Mayen Australia/ACT Australia/Canberra Australia/Currie Australia/LHI Australia/NSW Australia/North
  Australia/Queensland Australia/South Australia/Tasmania Australia/Victoria Australia/West Australia/Yancowinna
  Brazil/Acre Brazil/DeNoronha Brazil/East Brazil/West CET CST6CDT Canada/Atlantic Canada/Central Canada/Eastern
  Canada/Mountain Canada/Newfoundland Canada/Pacific Canada/Saskatchewan Canada/Yukon Chile/Continental
  Chile/EasterIsland Cuba EET EST EST5EDT Egypt Eire Etc/Greenwich Etc/UCT Etc/UTC Etc/Universal Etc/Zulu
  Europe/Belfast Europe/Kyiv Europe/Nicosia Europe/Tiraspol Europe/Uzhgorod Europe/Zaporozhye GB GB-Eire GMT GMT+0
  GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT Mexico/BajaNorte
  Mexico/BajaSur Mexico/General NZ NZ-CHAT Navajo PRC PST8PDT Pacific/Chuuk Pacific/Johnston Pacific/Kanton
  Pacific/Pohnpei Pacific/Samoa Pacific/Yap Poland Portugal ROC ROK Singapore Turkey UCT US/Alaska US/Aleutian
  US/Arizona US/Central US/East-Indiana US/Eastern US/Hawaii US/Indiana-Starke US/Michigan US/Mountain US/Pacific
  US/Samoa UTC Universal W-SU WET Zulu
`
  .trim()
  .split(/\s+/);

const OFFSETS = /^Etc\/GMT(?:0|[+-](?:\d|1[0-2])|-1[34])?$/;

let names: ReadonlySet<string> | undefined;

function knownNames(): ReadonlySet<string> {
  names ??= new Set([...UNLISTED, ...Intl.supportedValuesOf('timeZone')]);
  return names;
}

/** Whether Temporal knows a time zone by this name. */
export function isTimeZone(name: string): boolean {
  return knownNames().has(name) || OFFSETS.test(name);
}

/** What else was probably meant, as a clause: `; did you mean \`Asia/Tokyo\`?`. An empty string: no idea. */
export function timeZoneHint(name: string): string {
  // China and North America both use this abbreviation.
  if (name.toUpperCase() === 'CST') return '; did you mean `Asia/Shanghai` or `America/Chicago`?';
  const known = [...knownNames()];
  const meant =
    known.find((each) => each.toLowerCase() === name.toLowerCase()) ?? canonicalName(name) ?? nearest(name, known);
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`;
}

/** The name of the zone that `Intl` knows by another. */
function canonicalName(name: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return isTimeZone(timeZone) ? timeZone : undefined;
  } catch (error) {
    // Intl has no other way to report an unknown zone.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
