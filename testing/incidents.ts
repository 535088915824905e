import type { Context } from '#domain/access/context.ts'
import { openIncident } from '#domain/incidents/register/open-incident.ts'
import type { IncidentFacts } from '#domain/incidents/rules/incident-schemas.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import type { TestPortal } from './people.ts'

export const factsOf: IncidentFacts = {
  title: 'Ноутбук жоғалды',
  what: 'Қызметкердің ноутбугі автобуста қалып қойды.',
  data: ['registration', 'learning'],
  systems: ['device'],
  risk: 'medium',
  measures: 'Қолжетімділік жабылды, құпиясөздер ауыстырылды.',
}

const inThree = (kk: string, ru: string, en: string) => ({ kk, ru, en })
const words = {
  what: inThree('Ноутбук жоғалды.', 'Потерян ноутбук.', 'A laptop was lost.'),
  measures: inThree('Қолжетімділік жабылды.', 'Доступ закрыт.', 'Access was closed.'),
  advice: inThree('Құпиясөзді ауыстырыңыз.', 'Смените пароль.', 'Change your password.'),
}
const locales = ['kk', 'ru', 'en'] as const
const pairs = (['what', 'measures', 'advice'] as const).flatMap((part) =>
  locales.map((locale) => [`${part}-${locale}`, words[part][locale]]),
)

type NoticeField = `${keyof typeof words}-${(typeof locales)[number]}`

/** The fields of the form with what notices say. */
export const noticeFields = Object.fromEntries(pairs) as Record<NoticeField, string>

/** The reference of a new incident that was noticed a minute ago. */
export async function openedIncident(officer: Context, { services }: Pick<TestPortal, 'services'>) {
  const noticed = almatyMoment(new Date(services.clock.now().getTime() - 60_000))
  const opened = await openIncident(officer, {
    ...factsOf,
    noticedOn: noticed.slice(0, 10),
    noticedTime: noticed.slice(11, 16),
  })
  if (opened.status !== 'done') throw new Error(opened.code)
  return opened.reference
}
