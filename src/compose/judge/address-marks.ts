/** What an address says about its page: the kind of host and the shape of the path. */
import type { Alias, Aliases } from '../../model.ts';
import { hostOf } from '../cluster/publishers.ts';
import { isHost } from '../cluster/signature.ts';
import { createPhraseFinder, type PhraseFinder } from '../text/phrase-finder.ts';

/** Reads the marks of one address: `host-class forum`, `path blog`, `slug words-3`. */
export type ReadAddress = (url: string, mark: (name: string) => void) => void;

const classes: readonly (readonly [string, RegExp])[] = (
  [
    [
      'forum',
      /^(?:[\w.-]+\.)?(?:reddit\.com|v2ex\.com|lobste\.rs|weibo\.com|zhihu\.com|x\.com|twitter\.com|stackoverflow\.com|discourse\.\w+|linux\.do|segmentfault\.com|tieba\.baidu\.com|bsky\.app|threads\.net|linkedin\.com|news\.ycombinator\.com)\/|^huggingface\.co\/posts\/|^(?:forum|community|discuss|bbs|club)\./,
    ],
    ['code', /^(?:github\.com|gitlab\.com|gitee\.com|codeberg\.org|bitbucket\.org|pypi\.org|npmjs\.com|crates\.io)\//],
    ['repository', /^(?:github\.com|gitlab\.com|gitee\.com|codeberg\.org)\/[^/]+\/[^/]+\/?$/],
    ['release-tag', /\/releases?\/tag\/|\/changelog\b/],
    [
      'paper',
      /^(?:[\w.-]+\.)?(?:arxiv\.org|openreview\.net|aclanthology\.org|biorxiv\.org|medrxiv\.org|nature\.com|science\.org|acm\.org|ieee\.org|ssrn\.com|plos\.org|sciencedirect\.com|alphaxiv\.org|paperswithcode\.com|proceedings\.mlr\.press)\/|\.pdf$|\/(?:public_)?papers?\/|^huggingface\.co\/papers\//,
    ],
    ['model-page', /^(?:huggingface\.co|modelscope\.cn)\/(?!blog|posts|papers|spaces|docs|learn)[\w.-]+\/[\w.-]+\/?$/],
    ['video', /^(?:[\w.-]+\.)?(?:youtube\.com|youtu\.be|bilibili\.com|vimeo\.com)\/|\/videos?\//],
    ['audio', /podcast|\/audio\/|\/episodes?\/|xiaoyuzhoufm|spotify\.com|simplecast|libsyn/],
    ['newsroom', /\/(?:news|newsroom|newsflashes|press|press-releases?)\//],
    // Not the issues of a bug tracker.
    [
      'numbered-issue',
      /^(?!git|issues?\.|bugs?\.|tracker\.).*\/(?:issues?|newsletters?|daily|weekly|digests?|roundups?)[/-]v?\d[^/]*\/?$/,
    ],
    ['issue', /\/(?:issues?|newsletters?|daily|weekly|digests?|roundups?)[/-]/],
    [
      'personal',
      /^(?:[\w-]+\.(?:me|blog|page|name|xyz)|[\w-]+\.(?:substack\.com|medium\.com|github\.io|bearblog\.dev|wordpress\.com)|medium\.com)\//,
    ],
    ['customers', /\/(?:customers?|customer-stories|case-stud(?:y|ies)|stories)\//],
    ['docs', /^docs?\.|\/docs?\/|\/glossary\/|\/learn\//],
    ['events', /\/(?:events?|webinars?|careers?|jobs?)\//],
    ['home', /^[^/]+\/?$/],
  ] as const
).map(([name, pattern]) => [`host-class ${name}`, pattern]);

/** Hosts where many publish; they are marked by name, as each has its own conventions. */
const sharedHosts = new Set(['github.com', 'arxiv.org']);

const labels = new Set(
  'blog news docs developer developers research go engineering ai org edu gov dev io com cn net'.split(' '),
);

export function createAddressReader(aliases: Aliases): ReadAddress {
  const kinds = hostKinds(aliases);
  const names = pathNames(aliases);
  return (url, mark) => {
    const parsed = URL.parse(url);
    if (parsed === null) {
      mark('host none');
      return;
    }
    const host = hostOf(url);
    const path = parsed.pathname.toLowerCase();
    const address = `${host}${path}`;
    for (const [name, pattern] of classes) if (pattern.test(address)) mark(name);
    if (sharedHosts.has(host)) mark(`host ${host}`);
    mark(`host-kind ${kinds.get(host) ?? kinds.get(siteOf(host)) ?? 'unknown'}`);
    for (const label of host.split('.')) if (labels.has(label)) mark(`host-label ${label}`);
    markPath(path, mark);
    for (const { meaning } of names.find(path.replaceAll(/[-_/]+/g, ' '))) mark(`path-name ${meaning}`);
    if (parsed.hash !== '') mark('slug fragment');
  };
}

function hostKinds(aliases: Aliases): ReadonlyMap<string, Alias['kind']> {
  return new Map(aliases.names.flatMap(({ kind, names }) => names.filter(isHost).map((host) => [host, kind] as const)));
}

/** Finds the known names in a path, where all letters are small. Shorter names are words of other languages too. */
function pathNames({ names }: Aliases): PhraseFinder<Alias['kind']> {
  return createPhraseFinder(
    names
      .filter(({ kind }) => kind !== 'term')
      .flatMap((alias) =>
        alias.names
          .filter((name) => name.length >= 3)
          .map((phrase) => ({ phrase, meaning: alias.kind, exactCase: false })),
      ),
  );
}

/** Where a title names the site that it stands on, as "Lumen is a leader again" on lumen.example; −1 if it does not. */
export function placeOfSite(title: string, site: string): number {
  const label = site.split('.')[0] ?? '';
  return label.length > 3 ? title.toLowerCase().indexOf(label) : -1;
}

/** The last two labels of a host. */
export function siteOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}

function markPath(path: string, mark: (name: string) => void): void {
  const segments = path.split('/').filter((segment) => segment !== '');
  mark(`path depth-${Math.min(5, segments.length)}`);
  for (const segment of segments.slice(0, -1)) {
    if (/^20\d\d$/.test(segment)) mark('path year');
    else if (segment.length < 24 && !/[\d%]/.test(segment)) mark(`path ${segment}`);
  }
  const last = segments.at(-1) ?? '';
  if (last === '') mark('slug none');
  else if (/^\d+(?:\.\w+)?$/.test(last)) mark('slug digits');
  else if (/^v?\d+(?:[.-]\d+)+/.test(last)) mark('slug version');
  else mark(`slug words-${Math.min(4, Math.floor(last.split(/[-_]/).length / 2))}`);
}
