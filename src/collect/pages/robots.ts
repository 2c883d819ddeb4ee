/** robots.txt by RFC 9309, with the `Crawl-delay` that many sites add. Pure. */

export interface Robots {
  /** @param path path and query of an address */
  allows(path: string): boolean;
  readonly crawlDelayMs: number;
}

/** The name of this program in User-agent rules. */
const ownName = 'ai-news-digest';
/** The RFC requires at least 500 KiB; the rest is ignored. */
const maxLength = 512_000;

export const allowsAll: Robots = { allows: () => true, crawlDelayMs: 0 };

interface Rule {
  readonly allows: boolean;
  readonly pattern: string;
}

interface RuleGroup {
  readonly agents: string[];
  readonly rules: Rule[];
  delay: number;
}

/** The rules for this program: those that name it, else those for all. */
export function parseRobots(text: string): Robots {
  const groups = groupsOf(text.slice(0, maxLength));
  const named = groups.filter(({ agents }) => agents.includes(ownName));
  const mine = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'));
  const rules = mine.flatMap((group) => group.rules);
  return {
    allows: (path) => mostSpecific(rules, path)?.allows ?? true,
    crawlDelayMs: Math.max(0, ...mine.map(({ delay }) => delay)) * 1000,
  };
}

function groupsOf(text: string): readonly RuleGroup[] {
  const groups: RuleGroup[] = [];
  let group: RuleGroup | undefined;
  let hasRules = true;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, name = '', value = ''] = /^\s*([a-z-]{1,30})\s*:\s*([^#]*?)\s*(?:#.*)?$/i.exec(line.slice(0, 2_000)) ?? [];
    switch (name.toLowerCase()) {
      case 'user-agent':
        if (hasRules || !group) {
          group = { agents: [], rules: [], delay: 0 };
          groups.push(group);
          hasRules = false;
        }
        group.agents.push(value.toLowerCase().replace(/\/.*$/, ''));
        break;
      case 'allow':
      case 'disallow':
        hasRules = true;
        if (value !== '') group?.rules.push({ allows: name.toLowerCase() === 'allow', pattern: value });
        break;
      case 'crawl-delay':
        hasRules = true;
        if (group && Number(value) > 0) group.delay = Number(value);
        break;
    }
  }
  return groups;
}

/** The longest matching pattern; of equally long ones, the one that allows. */
function mostSpecific(rules: readonly Rule[], path: string): Rule | undefined {
  return rules
    .filter(({ pattern }) => fits(pattern, path))
    .sort((a, b) => b.pattern.length - a.pattern.length || Number(b.allows) - Number(a.allows))[0];
}

/** `*` matches anything, a final `$` the end. Linear: each part is searched once, from the end of the previous one. */
function fits(pattern: string, path: string): boolean {
  const isWhole = pattern.endsWith('$');
  const parts = (isWhole ? pattern.slice(0, -1) : pattern).split('*');
  const [first = '', ...rest] = parts;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  if (!isWhole) return true;
  return rest.length === 0
    ? at === path.length
    : path.length - (parts.at(-1)?.length ?? 0) >= first.length && path.endsWith(parts.at(-1) ?? '');
}
