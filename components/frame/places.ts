/** The pages of the menu, each below the language. */
export const places = [
  { key: 'policy', path: '/policy' },
  { key: 'my', path: '/my' },
  { key: 'contact', path: '/contact' },
] as const

/** What `aria-current` says of a place of the menu on the page at `path`: the page itself, or something below it. */
export function currentPlace(place: string, path: string): 'page' | 'true' | undefined {
  const [plain] = path.split(/[?#]/)
  if (plain === place) return 'page'
  return plain?.startsWith(`${place}/`) ? 'true' : undefined
}
