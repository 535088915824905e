/** Latin letters for Russian and Kazakh ones, as addresses have them. */
const latin: Record<string, string> = {
  а: 'a',
  ә: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ғ: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  қ: 'q',
  л: 'l',
  м: 'm',
  н: 'n',
  ң: 'n',
  о: 'o',
  ө: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ұ: 'u',
  ү: 'u',
  ф: 'f',
  х: 'h',
  һ: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  і: 'i',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}
const maxLetters = 30

/** A short name for an address from a heading: `Файлы cookie` is `faily-cookie`. Not empty, begins with a letter. */
export function slugOf(heading: string, otherwise: string): string {
  const words = [...heading.toLowerCase()]
    .map((letter) => latin[letter] ?? letter)
    .join('')
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  let slug = ''
  for (const word of words) {
    const next = slug === '' ? word : `${slug}-${word}`
    if (next.length > maxLetters) break
    slug = next
  }
  return /^[a-z]/.test(slug) ? slug : otherwise
}

/** The name itself, or with the first number that makes it one that is not taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let at = 2
  while (taken.has(`${name}-${at}`)) at += 1
  return `${name}-${at}`
}
