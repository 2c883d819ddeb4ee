/** Names of months and zones in dates. */
import { fold } from '../../ground/fold.ts';

const locales =
  'en zh ja ko de fr es pt it nl sv da nb fi pl cs sk hu ro bg ru uk el tr id vi ca hr sr sl lt lv et ar he fa'.split(
    ' ',
  );

/**
 * The month with this name in the languages above: in full, in its usual short form, or cut after three letters or more.
 * @param name as `fold` returns it
 */
export function monthOf(name: string): number | undefined {
  const [, digits] = /^(?:thang|thg)?\s?(\d{1,2})\s?[月월]?$/.exec(plain(name)) ?? [];
  if (digits !== undefined) return Number(digits);
  return english.get(name) ?? namesOf().get(plain(name)) ?? byBeginning(plain(name));
}

const english: ReadonlyMap<string, number> = new Map(
  'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').map((name, index) => [name, index + 1]),
);

/** Without accents and dots. */
function plain(name: string): string {
  return name.normalize('NFD').replace(/[\p{M}.]/gu, '');
}

let names: ReadonlyMap<string, number> | undefined;

/** Built at the first month that is not English, because it takes some milliseconds. */
function namesOf(): ReadonlyMap<string, number> {
  names ??= allNames();
  return names;
}

/** Names alone and in a date (`ноябрь`, `ноября`). For a name with two meanings the first language counts. */
function allNames(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const locale of locales) {
    for (const form of [{ month: 'short' }, { month: 'long' }, { month: 'long', day: 'numeric' }] as const) {
      const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory-nu-latn`, { ...form, timeZone: 'UTC' });
      for (let month = 1; month <= 12; month += 1) {
        const parts = format.formatToParts(Date.UTC(2026, month - 1, 15));
        const name = plain(fold(parts.find(({ type }) => type === 'month')?.value ?? ''));
        if (!/^\d*$/.test(name) && !found.has(name)) found.set(name, month);
      }
    }
  }
  for (const [index, digit] of [...'一二三四五六七八九十', '十一', '十二'].entries())
    found.set(`${digit}月`, index + 1);
  return found;
}

function byBeginning(beginning: string): number | undefined {
  if (beginning.length < 3) return undefined;
  const months = [...namesOf()].filter(([name]) => name.startsWith(beginning)).map(([, month]) => month);
  return new Set(months).size === 1 ? months[0] : undefined;
}

/** Names of zones in hours east of UTC. Sources: RFC 822 §5, and feedparser's list of names met in feeds. */
export const zoneHours: ReadonlyMap<string, number> = new Map(
  (
    'z:0 ut:0 utc:0 gmt:0 uct:0 wet:0 zulu:0 at:-4 ast:-4 adt:-3 et:-5 est:-5 ' +
    'edt:-4 ct:-6 cst:-6 cdt:-5 mt:-7 mst:-7 mdt:-6 pt:-8 pst:-8 pdt:-7 akst:-9 akdt:-8 ' +
    'hst:-10 bst:1 ist:5.5 west:1 cet:1 cest:2 met:1 mest:2 mez:1 mesz:2 sast:2 eet:2 ' +
    'eest:3 msk:3 msd:4 pkt:5 ict:7 wib:7 hkt:8 sgt:8 awst:8 pht:8 jst:9 kst:9 ' +
    'aest:10 aedt:11 acst:9.5 nzst:12 nzdt:13 brt:-3 art:-3'
  )
    .split(' ')
    .map((zone) => [zone.split(':')[0] ?? '', Number(zone.split(':')[1])]),
);
