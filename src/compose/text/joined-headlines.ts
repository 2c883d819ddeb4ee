const fewest = 3;
/** Separators of headlines, and the least length of each headline: "iOS / Android / Web" is a list of words. */
const separators = [
  { pattern: /[；;]/u, leastCharacters: 4 },
  { pattern: /\s[/／]\s/u, leastCharacters: 8 },
] as const;

/** True for a title that joins three headlines or more by semicolons or slashes: a round-up, not about one event. */
export function joinsHeadlines(title: string): boolean {
  return separators.some(({ pattern, leastCharacters }) => {
    if (!pattern.test(title)) return false;
    const headlines = title.split(pattern).map((headline) => headline.trim().length);
    return headlines.filter((length) => length >= leastCharacters).length >= fewest;
  });
}
