/** Pages that a maker publishes beside a release: the system card, the documentation, the page of the model. */
import type { Kind, Story } from '../../model.ts';
import { hostOf } from '../cluster/publishers.ts';
import { siteOf } from '../judge/address-marks.ts';

/** A ranked story, and which of its items are pages of a maker. */
interface Told {
  readonly story: Story;
  /** Its lead is a page of the maker. */
  readonly isMakers: boolean;
  /** One of its items is a page of the maker. */
  readonly hasMakers: boolean;
}

/** Kinds of stories that other pages of the maker may accompany: a model is announced by a release or by a paper. */
const announced: ReadonlySet<Kind> = new Set(['release', 'paper']);

/**
 * The stories that are pages beside a release that a better story tells, by the title of that story.
 *
 * @param ranked best first
 */
export function findCompanions(ranked: readonly Told[]): ReadonlyMap<Story, string> {
  const found = new Map<Story, string>();
  const toldBy = new Map<string, Story>();
  const releases: Story[] = [];
  for (const { story, isMakers, hasMakers } of ranked) {
    if (!hasMakers) continue;
    const products = productsIn(story.lead.title);
    const release = isMakers
      ? (products.map((product) => toldBy.get(product)).find((told) => told !== undefined) ??
        releases.find((told) => namesOnly(story, told)))
      : undefined;
    if (release !== undefined) found.set(story, release.lead.title);
    else if (announced.has(story.kind)) {
      releases.push(story);
      for (const { title } of story.items) {
        for (const product of productsIn(title)) if (!toldBy.has(product)) toldBy.set(product, story);
      }
    }
  }
  return found;
}

/** A name with a version, and the word after it: "GPT-4o", "o1", "Gemini 2.5 Pro". */
const versioned =
  /(?<![\p{L}\d.])(?<name>\p{Lu}\p{L}+)?[ -]?(?<version>[A-Za-z]?\d{1,2}(?:\.\d{1,2})?[a-z]{0,2})(?![\p{L}\d%]|\.\d)(?:[ -](?<next>\p{L}+))?/gu;

/** What tells two products of one version apart. */
const editions = new Set(
  'mini nano micro lite flash turbo codex coder pro max ultra air vl ocr tts omni image live'.split(' '),
);

function productsIn(title: string): readonly string[] {
  return [...title.matchAll(versioned)].flatMap(({ groups }) => {
    const { name = '', version = '', next = '' } = groups ?? {};
    if (name === '' && /^\d/.test(version)) return [];
    const edition = editions.has(next.toLowerCase()) ? next : '';
    return [`${name}${version}${edition}`.toLowerCase()];
  });
}

/** The longest title that can be a name alone: "Nova", "Meet Nova Flash". */
const longestName = 3;

/** True if the title of a page is a name that a release on the same site has in its words. */
function namesOnly({ lead }: Story, release: Story): boolean {
  const words = lead.title.replace(/^(?:Introducing|Announcing|Meet|Hello)\s+/iu, '').split(/\s+/u);
  if (words.length > longestName || !words.every((word) => /^\p{Lu}/u.test(word))) return false;
  return release.items.some(({ url, title, summary }) => {
    if (siteOf(hostOf(url)) !== siteOf(hostOf(lead.url))) return false;
    const said = new Set(`${title} ${summary}`.match(/[\p{L}\d.-]+(?<![.-])/gu));
    return words.every((word) => said.has(word));
  });
}
