/** Names of months and zones, as data. */

/** @param name lower case, with or without accents, whole or cut */
export function monthOf(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '');
  const prefix = monthPrefixes.find(([start]) => plain.startsWith(start));
  return prefix?.[1];
}

/** First letters without accents, the longer before the shorter: English, French, German, Spanish, Portuguese, Italian, Dutch, Hungarian, Greek, Russian. */
const monthPrefixes: readonly (readonly [string, number])[] = (
  [
    ['jan ian gen ene ιαν янв', 1],
    ['feb fev febr φεβ фев', 2],
    ['mar mrz maa maerz marz μαρ μαρτ мар', 3],
    ['apr abr avr apri απρ апр', 4],
    ['may mai maj mei mag μαι μαιο май мая', 5],
    ['juin jun giu ιουν июн', 6],
    ['juil jul lug ιουλ июл', 7],
    ['aug ago aou αυγ авг', 8],
    ['sep set szep σεπ сен', 9],
    ['oct okt out ott οκτ окт', 10],
    ['nov νοε ноя', 11],
    ['dec dez dic δεκ дек', 12],
  ] as const
)
  .flatMap(([starts, month]) =>
    starts.split(' ').map((start) => [start.normalize('NFD').replace(/\p{M}/gu, ''), month] as const),
  )
  .sort((a, b) => b[0].length - a[0].length);

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
