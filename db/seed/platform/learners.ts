import { feminineSurname, type NameGroup, nameGroups, type Spelling, transliterate } from './names.ts'
import { randomFor } from './random.ts'
import { timeDaysAgo } from './sample-time.ts'

export type SampleLearner = {
  /** The platform's id of the person. */
  externalId: string
  fullName: string
  email: string
  phone: string
  locale: 'kk' | 'ru' | 'en'
  createdAt: Date
}

/** How long the sample platform has had learners, in days. */
export const historyDays = 540

type Person = Pick<SampleLearner, 'fullName' | 'email' | 'locale'>

const first: Person = { fullName: 'Айгерим Сапарова', email: 'learner@sample.test', locale: 'ru' }
const second: Person = { fullName: 'Нұрлан Әбдіров', email: 'learner2@sample.test', locale: 'kk' }

const operators = ['700', '701', '702', '705', '706', '707', '708', '747', '771', '775', '776', '777', '778']

/**
 * The 200 learners of the sample platform, oldest account first. Who they are never changes; only the dates follow `now`.
 * No real persons: names are drawn, addresses lie in a domain reserved for tests, telephone numbers in the 000 block.
 */
export function sampleLearners(now: Date): SampleLearner[] {
  const people = [first, second, ...drawPeople()]
  const random = randomFor('accounts')
  const ages = people.map(() => 1 + Math.floor((historyDays - 20) * random.next() ** 1.15))
  ages.sort((a, b) => b - a)
  // Long-standing accounts for the two that a visitor tries first, so that there is something to see.
  ages[0] = historyDays
  ages[1] = historyDays - 8
  return people.map((person, index) => ({
    ...person,
    externalId: externalId(index),
    phone: `+7${random.pick(operators)}000${String(1017 + index * 37).padStart(4, '0')}`,
    createdAt: timeDaysAgo(now, ages[index] ?? 1, random.between(8 * 60, 23 * 60), random.between(0, 59)),
  }))
}

/** Names in their proportions, shuffled, no full name and no address twice. */
function drawPeople(): Person[] {
  const random = randomFor('people')
  const groups = nameGroups.flatMap((group) => Array.from({ length: group.count }, () => group))
  for (let i = groups.length - 1; i > 0; i--) {
    const j = random.between(0, i)
    const [a, b] = [groups[i], groups[j]]
    if (a && b) [groups[i], groups[j]] = [b, a]
  }
  const taken = new Set([first.fullName, second.fullName])
  return groups.map((group) => {
    for (;;) {
      const person = drawPerson(group, random)
      if (taken.has(person.fullName) || taken.has(person.email)) continue
      taken.add(person.fullName).add(person.email)
      return person
    }
  })
}

function drawPerson(group: NameGroup, random: ReturnType<typeof randomFor>): Person {
  const woman = random.chance(0.56)
  const given = random.pick(woman ? group.women : group.men)
  const drawn = random.pick(group.surnames)
  const surname =
    woman && group.feminine ? { kk: feminineSurname(drawn.kk), ru: feminineSurname(drawn.ru) } : drawn
  const parts: Spelling[] = [given]
  // Some write the patronymic too, in the Kazakh manner.
  if (group === nameGroups[0] && random.chance(0.12)) {
    const father = random.pick(group.men)
    parts.push({
      kk: father.kk + (woman ? 'қызы' : 'ұлы'),
      ru: father.ru + (woman ? 'кызы' : 'улы'),
    })
  }
  parts.push(surname)
  const locale = random.chance(0.05) ? 'en' : random.chance(group.inKazakh / 100) ? 'kk' : 'ru'
  const fullName =
    locale === 'en'
      ? parts.map((part) => capital(transliterate(part.ru))).join(' ')
      : parts.map((part) => part[locale]).join(' ')
  const [g, s] = [transliterate(given.ru), transliterate(surname.ru)]
  const year = random.between(78, 109) % 100
  const local = random.weighted([
    [`${g}.${s}`, 5],
    [`${s}.${g}`, 2],
    [`${g}_${s}`, 1],
    [`${g[0]}.${s}`, 1],
    [`${g}${String(year).padStart(2, '0')}`, 1],
    [`${s}${String(year).padStart(2, '0')}`, 1],
  ])
  return { fullName, email: `${local}@sample.test`, locale }
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** In the form of a random UUID (version 4), the same for the same place in the list. */
function externalId(index: number): string {
  const random = randomFor(`external id ${index}`)
  const hex = Array.from({ length: 32 }, () => random.between(0, 15).toString(16))
  hex[12] = '4'
  hex[16] = random.pick(['8', '9', 'a', 'b'])
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
