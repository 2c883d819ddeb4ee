import type { Alias } from '../model.ts';
import { isPart, type Range, type Span, spansOf } from './titles.ts';

/**
 * The outlet that the source names only as the one that reports ("WSJ: …", "…, Bloomberg reports"), if the answer
 * names it in any other way: models sometimes turn it into a party to the event.
 */
export function outletAsActor(answer: string, source: string, aliases: readonly Alias[]): string | undefined {
  for (const { kind, names } of aliases) {
    if (kind !== 'media') continue;
    const inSource = placesOf(source, names);
    if (inSource.length === 0 || !inSource.every((place) => isAttribution(source, place))) continue;
    const actor = placesOf(answer, names).find((place) => !isAttribution(answer, place));
    if (actor !== undefined) return actor.text;
  }
  return undefined;
}

/** Where a text has one of the spellings; of spellings inside each other, the longest. */
function placesOf(text: string, names: readonly string[]): readonly Span[] {
  const found = names.filter((name) => text.includes(name));
  const places = found.flatMap((name) => {
    const isHan = /\p{Script=Han}/u.test(name);
    const pattern = isHan ? name : `(?<![\\p{L}\\d])${name.replaceAll('.', '\\.')}(?![\\p{L}\\d])`;
    return spansOf(new RegExp(pattern, 'u'), text);
  });
  return places.filter((place) => !isPart(place, places));
}

/** Whether the name at this place says who reports the news. */
function isAttribution(text: string, { from, to }: Range): boolean {
  const [before, after] = [text.slice(0, from), text.slice(to)];
  return reporterBefore.test(before) || reporterAfter.test(after) || (lastAfter.test(before) && lastWord.test(after));
}

/** "Lumen to buy Vega: Courier" */
const lastAfter = /[:：,，-]\s?[《“「]?$/u;
const lastWord = /^[》”」]?$/u;

const reporterBefore =
  /(?:据|援引|转引自?|来源[:：]?|(?:according to|citing|reports?|via|per|by|says|tells|told) (?:the )?|[（(|—–]\s?)[《“「]?$/iu;

const reporterAfter =
  /^['’]?s?[》”」]?(?: News Agency)?\s?(?:[:：|]|(?:独家|首发|记者|援引|消息|头版|最新)?(?:[:：]|报道|称|披露|透露|曝|爆料|消息|获悉|发现|指|表示|认为|评|专访|刊文|发文|独家)|(?:exclusive|scoop)?:|,? ?(?:exclusive|also |first )?(?:reports?\b|reported|says\b|said|finds\b|found|reveals?\b|sources\b))/iu;
