const fewest = 3;
/** Separators of headlines, and what each headline is at least: "iOS / Android / Web" is a list of words. */
const separators = [
  { pattern: /[；;]/u, headline: /^.{4}/u },
  { pattern: /\s[/／]\s/u, headline: /^.{8}/u },
] as const;
/** Commas also join the parts of one headline: each part must open with a capital and have three words and no colon. */
const commas = { pattern: /,\s(?:and\s)?/u, headline: /^\p{Lu}[^\s:]*(?:\s[^\s:]+){2}[^:]*$/u };
const label = /^[^:,]{1,30}:\s/u;

/** True for a title that joins three headlines or more: a round-up, not about one event. */
export function joinsHeadlines(title: string): boolean {
  const parts = title.replace(label, '').split(commas.pattern);
  if (parts.length >= fewest && parts.every((part) => commas.headline.test(part))) return true;
  return separators.some(
    ({ pattern, headline }) => title.split(pattern).filter((part) => headline.test(part.trim())).length >= fewest,
  );
}
