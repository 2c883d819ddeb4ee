/**
 * The variables of the environment and of `.env`; the environment has priority. This is the only reader of `process.env`.
 * Secrets are not fields here: `secrets.ts` reads them at every use.
 */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { isSafe } from '../ground/room-address.ts';
import type { Language, Problem } from '../model.ts';
import { quoteAtStart } from './address.ts';
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
import { readTextFileSync, stampOf } from './text-file.ts';

/** All variables that are not secrets, parsed. Paths are absolute. */
export interface Environment {
  readonly feedsFile: string;
  readonly templatesDir: string;
  readonly dataDir: string;
  /** SQLite in DATA_DIR, or PostgreSQL at DATABASE_URL. */
  readonly database: 'sqlite' | 'postgres';
  /** At most `messages` in any window of `windowMs`. */
  readonly wecomRate: { readonly messages: number; readonly windowMs: number };
  /** How long a robot's key pauses after errcode 45009. */
  readonly wecomCooldownMs: number;
  readonly wecomTimeoutMs: number;
  /** Userids, mobile numbers, or `@all`. */
  readonly alertMention: readonly string[];
  readonly httpHost: string;
  /** 0: no server. */
  readonly httpPort: number;
  /** The address at which people open the pages, for links in messages; without a final slash. */
  readonly pageUrl: string;
  /** Editions, search and feeds can be read without the token. */
  readonly publicPages: boolean;
  readonly proxies: {
    /** Proxy for https addresses. It may contain a password, so it is never shown. */
    readonly https: string | undefined;
    /** Proxy for http addresses; may contain a password too. */
    readonly http: string | undefined;
    /** Hosts without proxy, from NO_PROXY; `*` means all. */
    readonly no: readonly string[];
  };
  /** Private host names, addresses, or ranges like `10.0.0.0/8` that feeds may lead to. */
  readonly privateHosts: readonly string[];
  /** Addresses of the user's RSSHub and wewe-rss, by the scheme of their feeds. */
  readonly bridgeUrls: { readonly 'rsshub:': string | undefined; readonly 'wewe:': string | undefined };
  /** The language model; undefined when LLM_BASE_URL is not set. */
  readonly llm:
    | {
        readonly baseUrl: string;
        readonly model: string;
        readonly dailyTokens: number;
        /** Embedding model of the same provider. */
        readonly embeddingModel: string | undefined;
        /** Used when the first model fails. */
        readonly fallback: { readonly baseUrl: string; readonly model: string } | undefined;
      }
    | undefined;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly logFormat: 'json' | 'pretty' | 'words';
}

/** The variable with the address of the robot of a digest that names none. */
export const robotVariable = 'WECOM_WEBHOOK_URL';

/** The variable with the address of the operator's robot. */
export const alertVariable = 'ALERT_WEBHOOK_URL';

/** The variable with the address of PostgreSQL, a secret because it contains a password. Not set: SQLite in DATA_DIR. */
export const databaseVariable = 'DATABASE_URL';

/** Secrets with fixed names; feeds.yaml may name more. */
export const knownSecrets = [
  robotVariable,
  'WECOM_TEST_WEBHOOK_URL',
  alertVariable,
  'PING_URL',
  'HTTP_TOKEN',
  'LLM_API_KEY',
  'LLM_FALLBACK_API_KEY',
  databaseVariable,
] as const;

/** Variables that are not secrets. */
export const knownSettings = [
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

/** The folder of the program, with its `templates/` and `feeds/`. */
export const programDir = folderWith('templates', import.meta.dirname);

/** The nearest folder, from `folder` upwards, that contains `name`. It differs between src/ and the bundle. */
function folderWith(name: string, folder: string): string {
  return existsSync(join(folder, name)) || dirname(folder) === folder ? folder : folderWith(name, dirname(folder));
}

export interface VariableSource {
  readonly cwd: string;
  /** @default process.env */
  readonly env?: Variables | undefined;
}

/** The current variables, where the environment overrides `.env`, and a function for problems with their line. */
export function readVariables({ cwd, env = process.env }: VariableSource): {
  readonly variables: Variables;
  readonly dotenv: Variables;
  /** The text of `.env`. */
  readonly text: string;
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
  return { variables: { ...dotenv, ...real }, dotenv, text, problem };
}

/**
 * Reads secrets at the moment of their use, as `readSecret` does. `.env` is parsed again when its file has changed: a
 * thousand robots ask for their addresses at each look into the outbox.
 */
export function createSecretReader({ cwd, env = process.env }: VariableSource): (name: string) => string | undefined {
  let known: { readonly stamp: string; readonly dotenv: Variables } | undefined;
  const dotenvNow = (): Variables => {
    const stamp = stampOf(join(cwd, '.env'));
    if (known?.stamp !== stamp) known = { stamp, dotenv: parseDotenv(readDotenv(cwd).text) };
    return known.dotenv;
  };
  const variable = (name: string) => (env[name]?.trim() ? env[name] : dotenvNow()[name]);
  return (name) => {
    const file = `${name}_FILE`;
    return readSecret(name, { [name]: variable(name), [file]: variable(file) }, cwd);
  };
}

/** A missing `.env` is fine (containers); an unreadable one is a problem and counts as empty. */
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

/** The trusted settings, and all problems. An invalid variable gets its default. */
export function parseEnvironment(source: VariableSource): {
  readonly environment: Environment;
  readonly problems: readonly Problem[];
} {
  const { cwd } = source;
  const { variables, problem } = readVariables(source);
  const problems: Problem[] = [];

  function take<T>(name: (typeof knownSettings)[number], fallback: string, parse: (text: string) => Parsed<T>): T {
    const text = settingOf(name, variables) ?? fallback;
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    const { what, remedy } = quoteAtStart(text) ?? parsed;
    problems.push(problem(name, { what: about(phrase(name, name), what), remedy }));
    return take(name, fallback, () => parse(fallback));
  }
  const path = (text: string) => accept(resolve(cwd, text));
  /** The user's file, otherwise the program's file of that name. */
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

/** Proxy variables may be in lower case, as in curl. */
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
    phrase('0–65535 的端口', 'a port from 0 to 65535'),
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
      'write the URL at which people open the pages, for example https://digest.example.com',
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

/** The value may contain a password, so no fault shows it. */
function parseProxy(text: string): Parsed<string | undefined> {
  if (text === '') return accept(undefined);
  const url = URL.parse(text);
  // undici does not accept a path and would throw at the first use.
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') return accept(text);
  return refuse(
    phrase('不是 http 或 https 开头的代理地址', 'is not an http or https proxy URL'),
    phrase('写成 http://主机:端口', 'write http://host:port'),
  );
}

/** The value may contain a key, so no fault shows it. */
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

/** An https URL, or an http URL of this machine or of a private host. */
function parseProviderAddress(text: string, privateHosts: readonly string[]): Parsed<string | undefined> {
  if (text === '') return accept(undefined);
  const url = URL.parse(text);
  const isBare = url !== null && url.username === '' && url.password === '' && url.search === '';
  if (isBare && isSafe(url, privateHosts)) return accept(text);
  return refuse(
    phrase('不是模型服务的 https 地址', 'is not an https URL'),
    phrase(
      '写到 /v1 为止，例如 https://api.example.com/v1；http 只能是本机或 PRIVATE_HOSTS 里的主机',
      'write the provider’s base URL, for example https://api.example.com/v1; http is allowed only for this machine and for hosts in PRIVATE_HOSTS',
    ),
  );
}

function isPostgresAddress(text: string): boolean {
  return /^postgres(?:ql)?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** The value contains a password, so it is not shown. */
const noPostgresAddress: Fault = {
  what: phrase('DATABASE_URL 不是 PostgreSQL 的地址', 'DATABASE_URL is not the address of a PostgreSQL database'),
  remedy: phrase(
    '写成 postgres://用户:密码@主机:5432/库名（密码里的特殊字符用 %xx），或删掉它以使用 SQLite',
    'write postgres://user:password@host:5432/database (with special characters of the password as %xx), or remove it to use SQLite',
  ),
};

function missingModel(name: string, address: string): Fault {
  return {
    what: phrase(`没有设置 ${name}`, `${name} is not set`),
    remedy: phrase(`写上 ${address} 那家的模型名`, `set it to a model of the provider at ${address}`),
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
    phrase(`里的 "${wrong}" 不是主机名或地址段`, `contains "${wrong}", which is not a host name or range`),
    phrase(
      '例如 intranet.example,10.0.0.0/8，逗号分开',
      'for example intranet.example,10.0.0.0/8, separated by commas',
    ),
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

/** The language when feeds.yaml cannot be read: English only if the locale is English. */
export function environmentLanguage({ env = process.env }: VariableSource): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^en\b|^en_/i.test(locale) ? 'en' : 'zh-CN';
}
