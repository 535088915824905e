export type Typed = Record<string, string | string[]>

/** Text fields of a form by name; a name given twice becomes a list. Files and the framework's own fields are left out. */
export function typedFields(form: FormData): Typed {
  const typed: Typed = Object.create(null)
  for (const [name, value] of form) {
    if (typeof value !== 'string' || name.startsWith('$')) continue
    const held = typed[name]
    typed[name] = held === undefined ? value : [...(Array.isArray(held) ? held : [held]), value]
  }
  return typed
}

/** The typed values that go back to the browser with an error: everything but secrets. */
export function withoutSecrets(typed: Typed, secret: readonly string[]): Record<string, string> {
  const kept = Object.entries(typed).filter(([name]) => !secret.includes(name))
  return Object.fromEntries(
    kept.map(([name, value]) => [name, typeof value === 'string' ? value : value.join(',')]),
  )
}

type Issue = { path: PropertyKey[]; code?: string; message: string }

/** The first code of each field. Custom messages of schemas are codes; zod's own are told apart by kind. */
export function fieldCodes(issues: readonly Issue[], typed: Typed): Record<string, string> {
  const fields: Record<string, string> = Object.create(null)
  for (const issue of issues) {
    const field = String(issue.path[0] ?? 'form')
    const own = /^[a-z]+(-[a-z]+)*(-\d+)?$/.test(issue.message) ? issue.message : undefined
    const missing = issue.code === 'invalid_type' && typed[field] === undefined ? 'required' : undefined
    fields[field] ??= own ?? missing ?? zodCodes[issue.code ?? ''] ?? 'wrong'
  }
  return { ...fields }
}

const zodCodes: Record<string, string> = { too_small: 'required', too_big: 'too-long' }
