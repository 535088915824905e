import { type Locale, locales } from '../i18n/locales.ts'
import { caseOf, recordsOf } from './forms/people-of-forms.ts'
import { type Opened, type Place, soundValues } from './forms/place.ts'
import { places } from './forms/places.ts'
import { type Answer, type Field, type Form, formsIn, post, send } from './forms/posted.ts'
import { extrasFor, valueFor, withInstead } from './forms/values.ts'
import { expect, type Portal, test } from './people.ts'

const nameOf = ({ page, face }: Place) => (face ? `${page} (${face})` : page)

/** The places take turns with the languages, so that every language answers. */
const localeOf = (place: Place): Locale => locales[places.indexOf(place) % locales.length] ?? 'ru'

type Ready = Opened & { forms: Form[] }

async function openPlace(portal: Portal, place: Place): Promise<Ready> {
  const opened = await place.open(portal, localeOf(place))
  const page = await send(opened.path, { cookies: opened.cookies })
  expect(page.status, nameOf(place)).toBe(200)
  const sound = { ...soundValues(), ...opened.sound }
  return { ...opened, forms: formsIn(opened.path, page.text, sound, opened.within) }
}

const wordsOf: Record<Locale, RegExp> = { kk: /[әіңғүұқөһ]/i, ru: /[а-яё]{4}/i, en: /[a-z]{4}/i }

const isRedirect = (status: number) => status >= 300 && status < 400

/** Faults that no answer may have, whatever was sent. */
function faultOf({ status, text, type }: Answer, locale: Locale): string | null {
  if (status >= 500) return `answered ${status}`
  if (/<script>alert\(1\)|<img src=x/i.test(text)) return 'echoed markup'
  if (/\bat \S+\.[cm]?[jt]sx?:\d+|postgres|violates |[a-z]Error:/.test(text)) return 'revealed its internals'
  if (isRedirect(status) || /^(text\/csv|application\/(octet-stream|(ld\+)?json))/.test(type)) return null
  if (!text.includes(`<html lang="${locale}"`)) return `answered ${status} in no language of the reader`
  const alert = /role="alert"[^>]*>(.*?)<\/div>/s.exec(text)?.[1]?.replace(/<[^>]+>/g, ' ')
  const words = status === 200 ? alert : text
  return words === undefined || wordsOf[locale].test(words) ? null : `answered ${status} without words`
}

/** A person whose records no other person's form may show or change. */
async function addBystander(portal: Portal) {
  const { reference, subjectId, email } = await caseOf(portal, 'kk', 'question')
  const before = await recordsOf(portal, [subjectId])
  return {
    reference,
    isShown: ({ text }: Answer) => text.includes(email) || text.includes('Деректерім қайда'),
    expectUnchanged: async () => expect(await recordsOf(portal, [subjectId])).toEqual(before),
  }
}

const ofStaff = ({ page }: Place) => page.startsWith('staff')

/** What tells one form from another of the same action: the fields that it has, and what it is about. */
function kindOf({ action, path, names, fields }: Form): string {
  const about = fields.filter(([name]) => ['step', 'right', 'variant', 'kind'].includes(name))
  return JSON.stringify([action ?? path, names, about])
}

const triedOnDesk = new Set<string>()

/** The first form of each kind on a page; forms that are on many staff pages only once. */
function untried(place: Place, forms: readonly Form[]): number[] {
  const tried = ofStaff(place) ? triedOnDesk : new Set<string>()
  return [...forms.keys()].filter((n) => {
    const kind = kindOf(forms[n] ?? { path: '', action: null, names: [], fields: [] })
    const isNew = !tried.has(kind)
    tried.add(kind)
    return isNew
  })
}

for (const place of places)
  test(`the forms of ${nameOf(place)} take nothing but what they ask`, async ({ portal }) => {
    test.slow()
    const locale = localeOf(place)
    const other = await addBystander(portal)
    const faults: string[] = []
    let ready = await openPlace(portal, place)
    const ids = new Set(ready.forms.map(({ action }) => action))
    expect(ids.size, 'actions of the page').toBe(place.actions.length)

    const tryOut = async (form: Form, what: string, fields: readonly Field[]) => {
      const answer = await post(form, fields, ready.cookies)
      const fault = faultOf(answer, locale)
      const shows = !ofStaff(place) && other.isShown(answer) ? 'showed what is another’s' : null
      for (const one of [fault, shows]) if (one) faults.push(`${form.names.join(' ')}: ${what}: ${one}`)
      return answer
    }

    for (const n of untried(place, ready.forms)) {
      const before = await recordsOf(portal, ready.ids)
      const form = ready.forms[n]
      if (!form) throw new Error(`the page has no form ${n} any more`)
      for (const extra of form.action ? extrasFor(`${nameOf(place)} ${n}`) : []) {
        const answer = await tryOut(form, `with ${extra[0]}`, [...form.fields, extra])
        expect(answer.status, `${form.names} with ${extra[0]}`).not.toBe(303)
      }
      const foreign = await post(form, form.fields, ready.cookies, 'https://evil.example')
      expect(foreign.status).toBe(403)
      expect(await recordsOf(portal, ready.ids), `${form.names} changed something`).toEqual(before)

      for (const name of form.names) {
        const value = valueFor(`${nameOf(place)} ${n}`, name)
        const now = ready.forms[n] ?? form
        const answer = await tryOut(now, `${name}: ${value.what}`, withInstead(now, name, value))
        if (isRedirect(answer.status)) ready = await openPlace(portal, place)
      }
      if (form.names.includes('reference') && !ofStaff(place)) {
        const theirs = { what: 'another’s', of: () => [other.reference] }
        await tryOut(form, 'another’s', withInstead(ready.forms[n] ?? form, 'reference', theirs))
        ready = await openPlace(portal, place)
      }

      const last = ready.forms[n] ?? form
      const first = await tryOut(last, 'as it should be', last.fields)
      const once = await recordsOf(portal, ready.ids)
      await tryOut(last, 'again', last.fields)
      if (!place.repeats) expect(await recordsOf(portal, ready.ids), `${form.names} again`).toEqual(once)
      if (isRedirect(first.status)) ready = await openPlace(portal, place)
    }
    expect(faults).toEqual([])
    await other.expectUnchanged()
  })
