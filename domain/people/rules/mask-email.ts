/** An address that its owner recognises and a bystander cannot read: `al…a@example.kz`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  const letters = [...address.slice(0, at)]
  const shown = letters.length > 4 ? 2 : 1
  const end = letters.length > 2 ? letters.slice(-1) : []
  return `${letters.slice(0, shown).join('')}…${end.join('')}${address.slice(at)}`
}
