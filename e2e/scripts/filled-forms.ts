import { parse } from 'node-html-parser'
import { storedScripts } from '#testing/stored-scripts.ts'
import type { Locale } from '../../i18n/locales.ts'
import { type Place, soundValues } from '../forms/place.ts'
import { type Answer, type Cookies, type Field, type Form, formsIn, post, send } from '../forms/posted.ts'
import type { Portal } from '../people.ts'

let next = 0

/** The next scripts of the list, as many as fit: every text of the portal gets others, and long ones get most. */
export function scriptsOf(length: number): string {
  const texts: string[] = []
  for (let used = 0; texts.length < storedScripts.length; next += 1) {
    const text = storedScripts[next % storedScripts.length]?.text ?? ''
    if (texts.length > 0 && used + text.length + 1 > length) break
    texts.push(text)
    used += text.length + 1
  }
  return texts.join('\n')
}

/** The same as one line, without the signs that a name may not have. */
export const lineOf = (length: number) =>
  scriptsOf(length).replace(/\p{Cc}|[\u2028-\u202e\u2066-\u2069]/gu, ' ')

/** A field that somebody types into by hand. `longest`: how many signs it takes. `of`: its form and its name. */
export type TypedField = { type: string; longest: number; of: string }

/** What is typed: into which types of fields, and a text for each. */
export type Typing = { types: readonly string[]; textOf: (field: TypedField) => string }

export const scriptTyping: Typing = {
  types: ['text', 'search', 'textarea'],
  textOf: ({ type, longest }) => (type === 'textarea' ? scriptsOf : lineOf)(longest),
}

function typedInto(html: string, types: readonly string[]) {
  const found = new Map<string, Omit<TypedField, 'of'>>()
  for (const one of parse(html).querySelectorAll('form textarea, form input')) {
    const isLine = one.tagName === 'INPUT'
    const type = isLine ? (one.getAttribute('type') ?? 'text') : 'textarea'
    if (!types.includes(type)) continue
    const most = isLine ? 100 : 4800
    const longest = Math.min(Number(one.getAttribute('maxlength') ?? most), most)
    found.set(one.getAttribute('name') ?? '', { type, longest })
  }
  return found
}

export type Filled = {
  path: string
  cookies: Cookies
  stored: string[]
  answers: { where: string; html: string }[]
}

/** What tells a form from those of other kinds of requests and other languages. */
function kindOf({ action, path, fields }: Form, names: readonly string[]): string {
  const step = fields.find(([name]) => name === 'step')?.[1] ?? ''
  return `${action ?? path} ${step} ${names.join(' ')}`
}

const isTaken = ({ status }: Answer) => status >= 300 && status < 400

/**
 * Sends every form of a page with a text in each field that somebody types into, all at once, else one by one. `tried`: the kinds
 * of forms that were filled in before.
 */
export async function fillForms(
  { portal, locale, typing, tried }: { portal: Portal; locale: Locale; typing: Typing; tried: Set<string> },
  place: Place,
): Promise<Filled> {
  const name = place.face ? `${place.page} (${place.face})` : place.page
  let opened = await place.open(portal, locale)
  const page = await send(opened.path, { cookies: opened.cookies })
  const sound = { ...soundValues(), ...opened.sound }
  const typed = typedInto(page.text, typing.types)
  const filled: Filled = { path: opened.path, cookies: opened.cookies, stored: [], answers: [] }

  const once = async (form: Form, names: readonly string[], share = 1) => {
    const fields = form.fields.map(([field, value]): Field => {
      const into = names.includes(field) ? typed.get(field) : undefined
      if (!into) return [field, value]
      return [field, typing.textOf({ ...into, longest: into.longest * share, of: `${name}: ${field}` })]
    })
    const answer = await post(form, fields, opened.cookies)
    const where = `${name}: ${names.join(', ')}`
    if (answer.status >= 500) throw new Error(`${where} answered ${answer.status}`)
    if (isTaken(answer)) {
      filled.stored.push(...names.map((one) => `${form.action ?? form.path} ${one}`))
      const to = answer.location.replace(/^https?:\/\/[^/]+|#.*/g, '')
      if (to.startsWith(`/${locale}`)) filled.path = to
    } else if (answer.type.startsWith('text/html')) filled.answers.push({ where, html: answer.text })
    return isTaken(answer)
  }
  const count = formsIn(opened.path, page.text, sound, opened.within).length
  for (let n = 0; n < count; n += 1) {
    const html = n === 0 ? page.text : (await send(opened.path, { cookies: opened.cookies })).text
    const form = formsIn(opened.path, html, sound, opened.within)[n]
    const names = form?.names.filter((one) => typed.has(one)) ?? []
    if (!form || names.length === 0 || tried.has(kindOf(form, names))) continue
    tried.add(kindOf(form, names))
    if (await once(form, names)) continue
    if (names.length > 1 && (await once(form, names, 0.02))) continue
    for (const one of names) if (await once(form, [one])) opened = await place.open(portal, locale)
  }
  return { ...filled, cookies: opened.cookies }
}
