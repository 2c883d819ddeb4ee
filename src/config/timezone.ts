import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { accept, didYouMean, type Fault, type Parsed, refuse, refuseValue } from './problem.ts';

/** A zone of the IANA database, such as `Asia/Shanghai`. Offsets and ambiguous names are refused. */
export function parseTimezone(value: unknown): Parsed<string> {
  const name = typeof value === 'string' ? value : '';
  const misleading = isZone(name) ? misleadingZone(name) : undefined;
  if (misleading !== undefined) return refuse(misleading.what, misleading.remedy);
  if (isZone(name)) return accept(name);
  const suggestion = chinaNames.test(name.trim()) ? 'Asia/Shanghai' : nearest(name, Intl.supportedValuesOf('timeZone'));
  const examples = phrase(
    '例如 Asia/Shanghai、UTC、America/New_York',
    'for example Asia/Shanghai, UTC, America/New_York',
  );
  return refuseValue(value, phrase('时区的名字', 'the name of a time zone'), didYouMean(suggestion, examples));
}

const chinaNames =
  /^(asia\/)?(beijing|peking|shenzhen|guangzhou|hangzhou|china)$|北京|上海|中国|^(utc|gmt)? ?\+0?8(:?00)?$/i;

function isZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The fault of a name that Intl accepts but most people read as another zone. */
function misleadingZone(name: string): Fault | undefined {
  const [, sign, hours] = /^(?:Etc\/)?GMT([+-])0*([1-9]\d?)$/i.exec(name) ?? [];
  if (hours !== undefined) {
    const [real, written] = sign === '+' ? ['−', '+'] : ['+', '−'];
    const city = hours === '8' ? 'Asia/Shanghai' : undefined;
    return {
      what: phrase(
        `写成了 "${name}"：它的正负号是反的，意思是 UTC${real}${hours}`,
        `is "${name}": its sign is reversed, so it means UTC${real}${hours}`,
      ),
      remedy: city
        ? phrase(`UTC+8 写 ${city}`, `for UTC+8 write ${city}`)
        : phrase(
            `要 UTC${written}${hours}，写那里一个城市的时区，例如 Asia/Shanghai`,
            `for UTC${written}${hours} write the zone of a city there, for example Asia/Shanghai`,
          ),
    };
  }
  // Names without a slash that are unambiguous: countries, European zones, and POSIX names like EST5EDT.
  if (name.includes('/') || unambiguous.test(name) || !/^[a-z]{3}$/i.test(name)) return undefined;
  const cities = meanings[name.toUpperCase()] ?? ['Asia/Shanghai'];
  return {
    what: phrase(`写成了 "${name}"：这个缩写在不同地方是不同的时区`, `is "${name}", an abbreviation of several zones`),
    remedy: phrase(`是不是 ${cities.join(' 或 ')}？`, `did you mean ${cities.join(' or ')}?`),
  };
}

const unambiguous = /^(utc|uct|gmt|prc|roc|rok|jst|cet|met|eet|wet)$/i;

/** The zones that people mean by abbreviations that Intl accepts. */
const meanings: Readonly<Record<string, readonly string[]>> = {
  CST: ['Asia/Shanghai', 'America/Chicago'],
  CTT: ['Asia/Shanghai'],
  EST: ['America/New_York'],
  MST: ['America/Denver', 'America/Phoenix'],
  PST: ['America/Los_Angeles'],
  AST: ['America/Halifax', 'America/Anchorage'],
  HST: ['Pacific/Honolulu'],
  IST: ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem'],
  BST: ['Europe/London', 'Asia/Dhaka'],
  SST: ['Asia/Singapore', 'Pacific/Pago_Pago'],
  ACT: ['Australia/Darwin', 'America/Rio_Branco'],
  AET: ['Australia/Sydney'],
  NST: ['America/St_Johns', 'Pacific/Auckland'],
  ECT: ['Europe/Paris', 'America/Guayaquil'],
  ART: ['Africa/Cairo', 'America/Argentina/Buenos_Aires'],
  VST: ['Asia/Ho_Chi_Minh'],
  NET: ['Asia/Yerevan'],
  PLT: ['Asia/Karachi'],
  CNT: ['America/St_Johns'],
  CAT: ['Africa/Maputo'],
  EAT: ['Africa/Nairobi'],
  BET: ['America/Sao_Paulo'],
  AGT: ['America/Argentina/Buenos_Aires'],
  PNT: ['America/Phoenix'],
  PRT: ['America/Puerto_Rico'],
  IET: ['America/Indiana/Indianapolis'],
  MIT: ['Pacific/Apia'],
};
