/** A strict reader of the small HTML that Telegram takes and our mails use. */

export interface Fragment {
  /** What is shown. */
  readonly text: string;
  readonly links: readonly string[];
  /** Spans with a style or a link. */
  readonly entities: number;
}

/** undefined when a tag is unknown or not closed, or a character is not escaped. */
export function parseFragment(
  html: string,
  { tags, entities: names }: { readonly tags: readonly string[]; readonly entities: readonly string[] },
): Fragment | undefined {
  const links: string[] = [];
  const open: string[] = [];
  let entities = 0;
  let text = '';
  let end = 0;
  for (const match of html.matchAll(/<(\/?)([a-z]+)((?: [a-z]+="[^"<>]*")*)>/g)) {
    const between = decoded(html.slice(end, match.index), names);
    if (between === undefined) return undefined;
    text += between;
    end = match.index + match[0].length;
    const [, slash, tag = '', attributes = ''] = match;
    if (!tags.includes(tag)) return undefined;
    if (slash === '/') {
      if (open.pop() !== tag) return undefined;
      continue;
    }
    open.push(tag);
    entities += 1;
    const href = /href="([^"]*)"/.exec(attributes)?.[1];
    if (href !== undefined) links.push(decoded(href, names) ?? href);
  }
  const rest = decoded(html.slice(end), names);
  return rest === undefined || open.length > 0 ? undefined : { text: text + rest, links, entities };
}

function decoded(text: string, names: readonly string[]): string | undefined {
  if (/[<>]/.test(text)) return undefined;
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  let isRight = true;
  const result = text.replace(/&(\w+;)?/g, (_, name: string | undefined) => {
    const known = name?.slice(0, -1) ?? '';
    if (!names.includes(known)) isRight = false;
    return characters[known] ?? '';
  });
  return isRight ? result : undefined;
}
