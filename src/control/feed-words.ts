/** Texts about changes of feeds for the log of changes, shared by pages and commands. */
import { counted } from '../ground/counted.ts';
import { phrase } from '../ground/phrase.ts';
import type { Feed, Phrase } from '../model.ts';

export function feedAdded(name: string): Phrase {
  return phrase(`加上了源 ${name}`, `added the feed ${name}`);
}

export function feedRemoved({ name }: Pick<Feed, 'name'>): Phrase {
  return phrase(`移除源 ${name}`, `removed the feed ${name}`);
}

export function feedsSwitched(feeds: readonly Pick<Feed, 'name'>[], enabled: boolean): Phrase {
  const names = (between: string) => feeds.map(({ name }) => name).join(between);
  return enabled
    ? phrase(`启用 ${names('、')}`, `enabled ${names(', ')}`)
    : phrase(`停用 ${names('、')}`, `disabled ${names(', ')}`);
}

/** @param all the number of feeds in the OPML file */
export function feedsImported(added: number, all: number): Phrase {
  return phrase(
    `从 OPML 加了 ${added} 个源（${all - added} 个已经有了或加不上）`,
    `added ${counted(added, 'feed')} from OPML (${all - added} were known or could not be added)`,
  );
}
