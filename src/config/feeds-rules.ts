/**
 * Rules between entries of feeds.yaml. They work on untrusted data and ignore what the schema refuses, so that one wrong
 * value does not hide other problems.
 */

import { phrase } from '../ground/phrase.ts';
import type { Problem } from '../model.ts';
import { addressOf } from './address.ts';
import { parseVariableName } from './scalars.ts';
import { isRecord, listAt, type Path, type YamlFile } from './yaml-file.ts';

type Raw = Readonly<Record<string, unknown>>;

/** @param isSet whether a variable, or its `_FILE`, has a value */
export function brokenRules(file: YamlFile, isSet: (variable: string) => boolean): readonly Problem[] {
  const digests = list(file.data, 'digests');
  return [
    ...duplicates(file, 'digests', 'id'),
    ...duplicates(file, 'reminders', 'id'),
    ...sectionProblems(file, []),
    ...digests.flatMap((_, index) => sectionProblems(file, ['digests', index])),
    ...duplicates(file, 'feeds', 'url', addressOf),
    ...duplicates(file, 'feeds', 'page', addressOf),
    ...feedAddresses(file),
    ...unsetHeaders(file, isSet),
    ...noEnabledFeed(file),
    ...linksInNews(file),
  ];
}

/** A feed has exactly one of `url` and `page`. */
function feedAddresses(file: YamlFile): Problem[] {
  return listAt(file.data, 'feeds').flatMap((feed, index) => {
    if (!isRecord(feed)) return [];
    const { url, page, match, select } = feed;
    const at = (key: string) => ['feeds', index, key];
    if (isGiven(url) && isGiven(page)) {
      return file.problem(at('page'), {
        what: phrase('同时写了 url 和 page', 'url and page are both set'),
        remedy: phrase(
          '有 RSS 就留 url，没有就留 page',
          'keep url if the address is a feed, page if it is a web page or a site map',
        ),
      });
    }
    if (!isGiven(url) && !isGiven(page)) {
      return file.problem(['feeds', index], {
        what: phrase('url 没有写', 'url is missing'),
        remedy: phrase(
          '写上 RSS 的网址；没有 RSS 就写 page',
          'write the address of the feed; for a site without a feed, write page instead',
        ),
      });
    }
    const [stray] = Object.entries({ match, select }).flatMap(([key, value]) => (isGiven(value) ? [key] : []));
    if (stray === undefined || isGiven(page)) return [];
    return file.problem(at(stray), {
      what: phrase(`${stray} 只能和 page 一起用`, `${stray} is only allowed with page`),
      remedy: phrase('删掉它，或把 url 改成 page', 'delete it, or write page instead of url'),
    });
  });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function duplicates(
  file: YamlFile,
  key: string,
  name: string,
  identity: (value: unknown) => string | undefined = String,
  at: Path = [],
): Problem[] {
  const first = new Map<string, number>();
  return list(valueAt(file.data, at), key).flatMap((entry, index) => {
    const value = entry[name] === undefined || entry[name] === null ? undefined : identity(entry[name]);
    if (value === undefined) return [];
    const earlier = first.get(value);
    if (earlier === undefined) {
      first.set(value, index);
      return [];
    }
    const before = file.placeOf([...at, key, earlier, name]);
    const here = [...at, key, index, name];
    const [zh, en] = before.file === file.placeOf(here).file ? ['', ''] : [` ${before.file} `, ` of ${before.file}`];
    return file.problem(here, {
      what: phrase(
        `${name} ${value} 与${zh}第 ${before.line} 行重复`,
        `duplicate ${name} ${value}, first used in line ${before.line}${en}`,
      ),
      remedy:
        name === 'url' || name === 'page'
          ? phrase('删掉一个', 'delete one of them')
          : phrase('换一个', 'choose another one'),
    });
  });
}

function sectionProblems(file: YamlFile, at: Path): Problem[] {
  const sections = list(valueAt(file.data, at), 'sections');
  const reserved = sections.flatMap((section, index) =>
    section.id === 'top'
      ? file.problem([...at, 'sections', index, 'id'], {
          what: phrase('id top 留给“要闻”', 'the id top is reserved for the top stories'),
          remedy: phrase('换一个', 'choose another one'),
        })
      : [],
  );
  const [, ...furtherRests] = [...sections.entries()].filter(([, section]) => isRest(section));
  const rests = furtherRests.map(([index]) =>
    file.problem([...at, 'sections', index], {
      what: phrase(
        '已经有一个不写 match 的栏目收下其余的',
        'another section already has no match, and takes the remaining stories',
      ),
      remedy: phrase('给这一栏写上 match', 'add match to this section'),
    }),
  );
  return [...duplicates(file, 'sections', 'id', String, at), ...reserved, ...rests];
}

function isRest(section: Raw): boolean {
  const { match } = section;
  return match === undefined || (Array.isArray(match) && match.length === 0);
}

function unsetHeaders(file: YamlFile, isSet: (variable: string) => boolean): Problem[] {
  return list(file.data, 'feeds').flatMap((feed, index) => {
    const { headers } = feed;
    if (feed.enabled === false || !isRecord(headers)) return [];
    return Object.entries(headers).flatMap(([header, value]) => {
      const variable = parseVariableName(value);
      if (!variable.ok || isSet(variable.value)) return [];
      return file.problem(['feeds', index, 'headers', header], {
        what: phrase(
          `请求头 ${header} 用到的变量 ${variable.value} 没有设置`,
          `the variable ${variable.value} for the header ${header} is not set`,
        ),
        remedy: phrase(`在 .env 里写 ${variable.value}=…`, `set ${variable.value}=… in .env`),
      });
    });
  });
}

function noEnabledFeed(file: YamlFile): Problem[] {
  const isList = isRecord(file.data) && Array.isArray(file.data.feeds);
  if (!isList || list(file.data, 'feeds').some((feed) => feed.enabled !== false)) return [];
  return [file.problem(['feeds'], nothingEnabled, 'key')];
}

const nothingEnabled = {
  what: phrase('没有一个启用的源', 'no feed is enabled'),
  remedy: phrase(
    '启用一个源，或在 feeds: 下面写一个：- { name: 名字, url: https://… }；要换掉最后一个源，先加新的',
    'enable a feed, or write one below feeds: as - { name: Name, url: https://… }; to replace the last feed, add the new one first',
  ),
};

function linksInNews(file: YamlFile): Problem[] {
  return list(file.data, 'digests').flatMap(({ link, format }, index) =>
    link === undefined || format !== 'news'
      ? []
      : file.problem(['digests', index, 'link'], {
          what: phrase('format: news 没有末行，放不下 link', 'format: news has no place for a link'),
          remedy: phrase('删掉 link，或换一种 format', 'delete link, or choose another format'),
        }),
  );
}

/** The entries of a list; one that is not a map has no keys. */
function list(data: unknown, key: string): readonly Raw[] {
  return listAt(data, key).map((entry) => (isRecord(entry) ? entry : {}));
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce((value: unknown, key) => (value as Raw | undefined)?.[String(key)], data);
}
