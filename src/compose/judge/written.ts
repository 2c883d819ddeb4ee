import type { Item } from '../../model.ts';

/** What an item says of its own age. */
export interface Written {
  /** As it is written: `2025`, `2025-09` or `2025-09-17`. */
  readonly said: string;
  /** The end of that year, month or day, in UTC. */
  readonly until: Date;
}

/** A forum puts the year behind the title of an old article: "My first compiler (2019)". */
const yearOfTitle = /[(（](?<year>(?:19|20)\d\d)[)）]$/u;

/** Sites that put the date into the address: `/2025/09/17/nova`, `/2025/09/nova`, `/2025-09-17-nova`. */
const dateOfPath =
  /\/(?<year>20\d\d)(?<mark>[/-])(?<month>0[1-9]|1[0-2])(?:\k<mark>(?<day>0[1-9]|[12]\d|3[01]))?(?=[/-])/u;

/**
 * What the address or the title of an entry says of its age; undefined where neither does. Asked of a forum's entries,
 * and of a site's own pages, whose feed may give an old page the date of its last change. An editor who links the page
 * of another site, without a discussion, links it for what is new in it, so that feed's date is believed.
 * @param isOwnPage the page is on the site of the feed
 */
export function writtenAt(
  { title, url, discussion }: Pick<Item, 'title' | 'url' | 'discussion'>,
  isOwnPage: boolean,
): Written | undefined {
  if (discussion === undefined && !isOwnPage) return undefined;
  const ofPath = dateOfPath.exec(URL.parse(url)?.pathname ?? '');
  const found = ofPath ?? (discussion === undefined ? null : yearOfTitle.exec(title));
  if (found?.groups === undefined) return undefined;
  const { year = '', month, day } = found.groups;
  return {
    said: [year, month, day].filter((part) => part !== undefined).join('-'),
    until: endOf(Number(year), month, day),
  };
}

function endOf(year: number, month: string | undefined, day: string | undefined): Date {
  if (month === undefined) return new Date(Date.UTC(year + 1, 0));
  if (day === undefined) return new Date(Date.UTC(year, Number(month)));
  return new Date(Date.UTC(year, Number(month) - 1, Number(day) + 1));
}
