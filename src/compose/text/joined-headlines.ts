const fewest = 3;
const leastCharacters = 4;

/** True for a title that joins three headlines or more by semicolons: a round-up, and not about one event. */
export function joinsHeadlines(title: string): boolean {
  return title.split(/[；;]/u).filter((headline) => headline.trim().length >= leastCharacters).length >= fewest;
}
