import { parse } from 'dotenv';

/**
 * The text of `.env` with `NAME=value` set and everything else kept: the last line that sets NAME is replaced, else a
 * line that only proposes it (`# NAME=`), else one is added at the end.
 * @throws {Error} a value that .env cannot hold (line breaks, or all kinds of quotes); the value is not in the message
 */
export function setEnv(text: string, name: string, value: string): string {
  const lines = text === '' ? [] : text.split('\n');
  const active = lines.findLastIndex((each) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(each));
  const proposed = lines.findLastIndex((each) => new RegExp(`^\\s*#\\s*${name}\\s*=`).test(each));
  const index = active === -1 ? proposed : active;
  const lineEnd = (index === -1 ? text.includes('\r\n') : lines[index]?.endsWith('\r')) ? '\r' : '';

  const line = `${name}=${quoted(value)}${lineEnd}`;
  if (index !== -1) lines[index] = line;
  else if (lines.at(-1) === '') lines.splice(-1, 0, line);
  else lines.push(line, '');
  const changed = lines.join('\n');
  if (/[\r\n]/.test(value) || parse(changed)[name] !== value) throw new Error(`.env cannot hold this value of ${name}`);
  return changed;
}

function quoted(value: string): string {
  if (/^[^\s#'"`]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((each) => !value.includes(each)) ?? '';
  return `${quote}${value}${quote}`;
}
