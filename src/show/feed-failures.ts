import { sayIn } from '../ground/say.ts';
import type { FeedFailure, Language } from '../model.ts';

export interface FailedFeed {
  readonly name: string;
  readonly failure: FeedFailure;
}

/** From so many on, feeds that fail in the same way are shown together. */
const many = 4;

/** What is wrong with feeds and what to do, for people; feeds with the same cause are grouped unless `all`. */
export function failureLines(
  failed: readonly FailedFeed[],
  { language, all = false }: { readonly language: Language; readonly all?: boolean },
): readonly string[] {
  const say = sayIn(language);
  const groups = [...Map.groupBy(failed, ({ failure }) => failure.code).values()];
  return groups.flatMap((group) => {
    const [first] = group;
    if (all || group.length < many || first === undefined) {
      return group.map(
        ({ name, failure }) => `  x ${name}  ${failure.what[language]}\n      ${failure.remedy[language]}`,
      );
    }
    const names = group.map(({ name }) => name).join(say('、', ', '));
    const count = say(`${group.length} 个源`, `${group.length} feeds`);
    return [`  x ${count}: ${names}\n      ${first.failure.what[language]} …\n      ${first.failure.remedy[language]}`];
  });
}

/** When fewer than a third of at least three feeds can be read, it is the network and not the feeds. */
export function isOutage(read: number, total: number): boolean {
  return total >= 3 && read * 3 < total;
}
