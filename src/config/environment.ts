/**
 * The variables of the environment and of `.env`: the only reader of `process.env`. The real environment wins.
 * Secrets never become fields; `secrets.ts` reads them at every use.
 */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { isSafe } from '../ground/room-address.ts';
import { signingSecretOf } from '../ground/room-kinds.ts';
import type { Language, Problem } from '../model.ts';
import {
  about,
  accept,
  byPlace,
  type Fault,
  type Parsed,
  problemWithoutPlace,
  refuse,
  refuseValue,
} from './problem.ts';
import { parseDuration } from './scalars.ts';
import { readSecret, type Variables } from './secrets.ts';
import { readTextFileSync } from './text-file.ts';

/** Every variable that is not a secret, parsed; paths are absolute. */
export interface Environment {
  readonly feedsFile: string;
  readonly templatesDir: string;
  readonly dataDir: string;
  /** Where the program remembers: in DATA_DIR, or in the PostgreSQL of DATABASE_URL. */
  readonly database: 'sqlite' | 'postgres';
  /** At most so many messages in any window of that length. */
  readonly wecomRate: { readonly messages: number; readonly windowMs: number };
  /** How long a robot's key rests after errcode 45009. */
  readonly wecomCooldownMs: number;
  readonly wecomTimeoutMs: number;
  /** Userids, mobile numbers, or `@all`. */
  readonly alertMention: readonly string[];
  readonly httpHost: string;
  /** 0: no server. */
  readonly httpPort: number;
  /** Under which address people open the pages, for links in messages; without a slash at its end. */
  readonly pageUrl: string;
  /** Editions, search and feeds can be read without the token. */
  readonly publicPages: boolean;
  readonly proxies: {
    /** Proxy for https addresses. May hold a password: never to be shown. */
    readonly https: string | undefined;
    /** Proxy for http addresses; the same holds. */
    readonly http: string | undefined;
    /** Host names and suffixes that go direct, as NO_PROXY has them; `*` is all. */
    readonly no: readonly string[];
  };
  /** Host names, addresses, or ranges like `10.0.0.0/8` that feeds may lead to. */
  readonly privateHosts: readonly string[];
  /** Addresses of the user's own RSSHub and wewe-rss, by the scheme of the feeds that go there. */
  readonly bridgeUrls: { readonly 'rsshub:': string | undefined; readonly 'wewe:': string | undefined };
  /** The provider of translated headlines; undefined when LLM_BASE_URL is not set. */
  readonly llm:
    | {
        readonly baseUrl: string;
        readonly model: string;
        readonly dailyTokens: number;
        /** Model of the same provider for vectors. */
        readonly embeddingModel: string | undefined;
        /** Asked for what the first one could not do. */
        readonly fallback: { readonly baseUrl: string; readonly model: string } | undefined;
      }
    | undefined;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly logFormat: 'json' | 'pretty' | 'words';
}

/** The variable with the address of the operator's robot. */
export const alertVariable = 'ALERT_WEBHOOK_URL';

/** The variable with the address of PostgreSQL; a secret, since it holds a password. Not set: SQLite in DATA_DIR. */
export const databaseVariable = 'DATABASE_URL';

/** Secrets that the program itself knows; feeds.yaml may name more. */
export const knownSecrets = [
  'WECOM_WEBHOOK_URL',
  'WECOM_TEST_WEBHOOK_URL',
  alertVariable,
  'PING_URL',
  'HTTP_TOKEN',
  'LLM_API_KEY',
  'LLM_FALLBACK_API_KEY',
  databaseVariable,
] as const;

const settings = [
  'FEEDS_FILE',
  'TEMPLATES_DIR',
  'DATA_DIR',
  'WECOM_RATE',
  'WECOM_COOLDOWN',
  'WECOM_TIMEOUT',
  'ALERT_MENTION',
  'HTTP_HOST',
  'HTTP_PORT',
  'PAGE_URL',
  'PUBLIC_PAGES',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'PRIVATE_HOSTS',
  'RSSHUB_URL',
  'WEWE_RSS_URL',
  'LLM_BASE_URL',
  'LLM_MODEL',
  'LLM_FALLBACK_BASE_URL',
  'LLM_FALLBACK_MODEL',
  'LLM_EMBEDDING_MODEL',
  'LLM_DAILY_TOKENS',
  'LOG_LEVEL',
  'LOG_FORMAT',
] as const;

/** The folder of the program itself, where its own `templates/` and `feeds/` are. */
export const programDir = folderWith('templates', import.meta.dirname);

/** The nearest folder, from `folder` upwards, that holds `name`: the program runs from src/ and from its bundle. */
function folderWith(name: string, folder: string): string {
  return existsSync(join(folder, name)) || dirname(folder) === folder ? folder : folderWith(name, dirname(folder));
}

/** Where variables come from. */
export interface VariableSource {
  readonly cwd: string;
  /** The real environment; `process.env` unless a test says otherwise. */
  readonly env?: Variables | undefined;
}

/** The variables as they are now, the real environment over `.env`, and how to tell where one stands. */
export function readVariables({ cwd, env = process.env }: VariableSource): {
  readonly variables: Variables;
  readonly dotenv: Variables;
  problem(name: string, fault: Fault): Problem;
} {
  const text = readDotenv(cwd).text;
  const dotenv = parseDotenv(text);
  const real = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const problem = (name: string, fault: Fault): Problem => {
    const line = name in real ? undefined : lineOf(name, text);
    const file = name in real ? 'environment' : '.env';
    return { file, line, column: line && 1, what: fault.what, remedy: fault.remedy };
  };
  return { variables: { ...dotenv, ...real }, dotenv, problem };
}

/** No `.env` is a usual way to run (containers); one that cannot be read is a problem and counts as empty. */
function readDotenv(cwd: string): { readonly text: string; readonly problems: readonly Problem[] } {
  const read = readTextFileSync(join(cwd, '.env'));
  return read.ok
    ? { text: read.value ?? '', problems: [] }
    : { text: '', problems: [problemWithoutPlace('.env', read)] };
}

function lineOf(name: string, text: string): number | undefined {
  const index = text
    .split(/\r?\n/)
    .findLastIndex((line) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*[=:]`).test(line));
  return index === -1 ? undefined : index + 1;
}

/** The trusted settings, or everything that is wrong with them. `referenced` are names that feeds.yaml uses. */
export function parseEnvironment(source: VariableSource): {
  readonly environment: Environment;
  readonly problems: readonly Problem[];
} {
  const { cwd } = source;
  const { variables, problem } = readVariables(source);
  const problems: Problem[] = [];

  function take<T>(name: (typeof settings)[number], fallback: string, parse: (text: string) => Parsed<T>): T {
    const parsed = parse(settingOf(name, variables) ?? fallback);
    if (parsed.ok) return parsed.value;
    problems.push(problem(name, { what: about(phrase(name, name), parsed.what), remedy: parsed.remedy }));
    return take(name, fallback, () => parse(fallback));
  }
  const path = (text: string) => accept(resolve(cwd, text));
  /** A file of the user's, else the program's own of that name. */
  const ownOrShipped = (text: string) => {
    const [own, shipped] = [resolve(cwd, text), resolve(programDir, text)];
    return accept(!existsSync(own) && existsSync(shipped) ? shipped : own);
  };
  const privateHosts = take('PRIVATE_HOSTS', '', parsePrivateHosts);
  const baseUrl = take('LLM_BASE_URL', '', (text) => parseProviderAddress(text, privateHosts));
  const model = take('LLM_MODEL', '', accept);
  if (baseUrl !== undefined && model === '')
    problems.push(problem('LLM_MODEL', missingModel('LLM_MODEL', 'LLM_BASE_URL')));
  const fallbackUrl = take('LLM_FALLBACK_BASE_URL', '', (text) => parseProviderAddress(text, privateHosts));
  const fallbackModel = take('LLM_FALLBACK_MODEL', '', accept);
  if (fallbackUrl !== undefined && fallbackModel === '')
    problems.push(problem('LLM_FALLBACK_MODEL', missingModel('LLM_FALLBACK_MODEL', 'LLM_FALLBACK_BASE_URL')));
  const fallback =
    fallbackUrl === undefined || fallbackModel === '' ? undefined : { baseUrl: fallbackUrl, model: fallbackModel };
  const embeddingModel = take('LLM_EMBEDDING_MODEL', '', (text) => accept(text === '' ? undefined : text));
  const dailyTokens = take('LLM_DAILY_TOKENS', '200000', parseCount);
  const database = readSecret(databaseVariable, variables, cwd);
  if (database !== undefined && !isPostgresAddress(database))
    problems.push(problem(databaseVariable, noPostgresAddress));
  const httpHost = take('HTTP_HOST', '127.0.0.1', accept);
  const httpPort = take('HTTP_PORT', '8080', parsePort);
  const environment: Environment = {
    feedsFile: take('FEEDS_FILE', 'feeds/feeds.yaml', ownOrShipped),
    templatesDir: take('TEMPLATES_DIR', join(programDir, 'templates'), path),
    dataDir: take('DATA_DIR', 'data', path),
    database: database === undefined ? 'sqlite' : 'postgres',
    wecomRate: take('WECOM_RATE', defaultRate, parseRate),
    wecomCooldownMs: take('WECOM_COOLDOWN', '65s', parseDuration),
    wecomTimeoutMs: take('WECOM_TIMEOUT', '15s', parseDuration),
    alertMention: take('ALERT_MENTION', '', parseList),
    httpHost,
    httpPort,
    pageUrl:
      take('PAGE_URL', '', parsePageUrl) ?? `http://${httpHost.includes(':') ? `[${httpHost}]` : httpHost}:${httpPort}`,
    publicPages: take('PUBLIC_PAGES', '0', parseSwitch),
    proxies: {
      https: take('HTTPS_PROXY', '', parseProxy),
      http: take('HTTP_PROXY', '', parseProxy),
      no: take('NO_PROXY', '', parseList),
    },
    privateHosts,
    bridgeUrls: { 'rsshub:': take('RSSHUB_URL', '', parseBridge), 'wewe:': take('WEWE_RSS_URL', '', parseBridge) },
    llm: baseUrl === undefined || model === '' ? undefined : { baseUrl, model, embeddingModel, dailyTokens, fallback },
    logLevel: take('LOG_LEVEL', 'info', oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')),
    logFormat: take('LOG_FORMAT', process.stderr.isTTY ? 'words' : 'json', oneOf('json', 'pretty', 'words')),
  };
  return { environment, problems: [...readDotenv(cwd).problems, ...problems.sort(byPlace)] };
}

/** Proxies are also known by their lower-case names, as curl and others have them. */
function settingOf(name: string, variables: Variables): string | undefined {
  return variables[name]?.trim() || (name.endsWith('_PROXY') && variables[name.toLowerCase()]?.trim()) || undefined;
}

/** WeCom says 20 a minute; clients that pace exactly 20 still meet errcode 45009. */
const defaultRate = '18/60s';

function parseRate(text: string): Parsed<Environment['wecomRate']> {
  const [, messages, window] = /^(\d+)\s*\/\s*(.+)$/.exec(text) ?? [];
  const windowMs = parseDuration(window);
  if (windowMs.ok && Number(messages) > 0) return accept({ messages: Number(messages), windowMs: windowMs.value });
  return refuseValue(
    text,
    phrase('条数/时长', 'messages/duration'),
    phrase(
      `例如 ${defaultRate}：任何 60 秒里最多 18 条`,
      `for example ${defaultRate}: at most 18 messages in any 60 seconds`,
    ),
  );
}

function parsePort(text: string): Parsed<number> {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return accept(Number(text));
  return refuseValue(
    text,
    phrase('0–65535 的端口', 'a port of 0–65535'),
    phrase('0 表示不开网页', '0 means no server'),
  );
}

function parsePageUrl(text: string): Parsed<string | undefined> {
  if (text === '') return accept(undefined);
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '')
    return accept(text.replace(/\/+$/, ''));
  return refuseValue(
    text,
    phrase('http 或 https 开头的网址', 'an http or https URL'),
    phrase(
      '写打开网页用的网址，例如 https://digest.example.com',
      'write how people open the pages, for example https://digest.example.com',
    ),
  );
}

function parseSwitch(text: string): Parsed<boolean> {
  if (text === '1' || text === '0') return accept(text === '1');
  return refuseValue(text, phrase('1 或 0', '1 or 0'), phrase('1 是打开，0 是关着', '1 is on, 0 is off'));
}

function parseList(text: string): Parsed<readonly string[]> {
  return accept(text.split(/[,，\s]+/).filter((entry) => entry !== ''));
}

/** The value may hold a password, so no fault shows it. */
function parseProxy(text: string): Parsed<string | undefined> {
  if (text === '') return accept(undefined);
  const url = URL.parse(text);
  // undici takes no path and throws at the first use.
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') return accept(text);
  return refuse(
    phrase('不是 http 或 https 开头的代理地址', 'is not the http or https address of a proxy'),
    phrase('写成 http://主机:端口', 'write http://host:port'),
  );
}

/** The value may hold a key, so no fault shows it. */
function parseBridge(text: string): Parsed<string | undefined> {
  if (text === '') return accept(undefined);
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.hash === '') return accept(text);
  return refuse(
    phrase('不是 http 或 https 开头的网址', 'is not an http or https URL'),
    phrase(
      '写自己的实例的网址，例如 http://rsshub:1200',
      'write the address of your instance, for example http://rsshub:1200',
    ),
  );
}

/** https, or http to this machine and to private hosts. */
function parseProviderAddress(text: string, privateHosts: readonly string[]): Parsed<string | undefined> {
  if (text === '') return accept(undefined);
  const url = URL.parse(text);
  const isBare = url !== null && url.username === '' && url.password === '' && url.search === '';
  if (isBare && isSafe(url, privateHosts)) return accept(text);
  return refuse(
    phrase('不是模型服务的 https 地址', 'is not the https address of a provider'),
    phrase(
      '写到 /v1 为止，例如 https://api.example.com/v1；http 只能是本机或 PRIVATE_HOSTS 里的主机',
      'write it up to /v1, for example https://api.example.com/v1; http only on this machine or to a host in PRIVATE_HOSTS',
    ),
  );
}

function isPostgresAddress(text: string): boolean {
  return /^postgres(?:ql)?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** The value holds a password, so that it is not shown. */
const noPostgresAddress: Fault = {
  what: phrase('DATABASE_URL 不是 PostgreSQL 的地址', 'DATABASE_URL is not the address of a PostgreSQL database'),
  remedy: phrase(
    '写成 postgres://用户:密码@主机:5432/库名（密码里的特殊字符用 %xx），或删掉它以使用 SQLite',
    'write postgres://user:password@host:5432/database (special characters of the password as %xx), or remove it to use SQLite',
  ),
};

function missingModel(name: string, address: string): Fault {
  return {
    what: phrase(`没有设置 ${name}`, `${name} is not set`),
    remedy: phrase(`写上 ${address} 那家的模型名`, `write the name of a model of the provider at ${address}`),
  };
}

function parseCount(text: string): Parsed<number> {
  if (/^\d{1,12}$/.test(text)) return accept(Number(text));
  return refuseValue(text, phrase('一个整数', 'a whole number'), phrase('例如 200000', 'for example 200000'));
}

function parsePrivateHosts(text: string): Parsed<readonly string[]> {
  const hosts = parseList(text);
  const wrong = hosts.ok ? hosts.value.find((host) => !isHostOrRange(host)) : undefined;
  if (wrong === undefined) return hosts;
  return refuse(
    phrase(`里的 "${wrong}" 不是主机名或地址段`, `has "${wrong}", which is not a host name or range`),
    phrase('例如 intranet.example,10.0.0.0/8，逗号分开', 'for example intranet.example,10.0.0.0/8, comma between'),
  );
}

function isHostOrRange(text: string): boolean {
  const [host = '', bits, ...rest] = text.split('/');
  if (bits === undefined) return isIP(host) > 0 || /^[\w*.-]+$/.test(host);
  return rest.length === 0 && isIP(host) > 0 && /^\d+$/.test(bits) && Number(bits) <= (isIP(host) === 4 ? 32 : 128);
}

function oneOf<T extends string>(...allowed: readonly T[]): (text: string) => Parsed<T> {
  return (text) => {
    const found = allowed.find((each) => each === text.toLowerCase());
    if (found) return accept(found);
    const suggestion = nearest(text, allowed);
    return refuseValue(
      text,
      phrase(`以下之一：${allowed.join('、')}`, `one of ${allowed.join(', ')}`),
      suggestion
        ? phrase(`是不是 ${suggestion}？`, `did you mean ${suggestion}?`)
        : phrase('选一个写上', 'choose one of them'),
    );
  };
}

/** Variables in `.env` that are not used but whose names resemble known ones: most likely typing errors. */
export function misspelledVariables(source: VariableSource, referenced: readonly string[]): readonly Problem[] {
  const { dotenv, problem } = readVariables(source);
  const names = [...knownSecrets, ...settings, ...referenced, ...[alertVariable, ...referenced].map(signingSecretOf)];
  const known = new Set(names.flatMap((name) => [name, `${name}_FILE`]));
  return Object.keys(dotenv).flatMap((name) => {
    const suggestion = known.has(name) || known.has(name.toUpperCase()) ? undefined : nearest(name, names);
    if (!suggestion) return [];
    return problem(name, {
      what: phrase(`没有用到 ${name}`, `${name} is not used`),
      remedy: phrase(`是不是 ${suggestion}？`, `did you mean ${suggestion}?`),
    });
  });
}

/** The language to speak when feeds.yaml cannot say: English only where the environment asks for it. */
export function environmentLanguage({ env = process.env }: VariableSource): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^en\b|^en_/i.test(locale) ? 'en' : 'zh-CN';
}
