import { describe, expect, test } from 'vitest'
import en from './en.json' with { type: 'json' }
import { type ClauseFacts, clauseIds, findFaults, policyFacts } from './facts.ts'
import kk from './kk.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }
import { type PolicyLocale, type PolicyText, policyLocales, policyTextSchema } from './shape.ts'

const policies: Record<PolicyLocale, PolicyText> = {
  kk: policyTextSchema.parse(kk),
  ru: policyTextSchema.parse(ru),
  en: policyTextSchema.parse(en),
}

const clausesOf = (locale: PolicyLocale) => policies[locale].parts.flatMap(({ clauses }) => clauses)

const textOf = (locale: PolicyLocale, id: string) =>
  id === 'introduction'
    ? policies[locale].introduction
    : (clausesOf(locale).find((clause) => clause.id === id)?.body ?? '')

const factsOf = (id: string): ClauseFacts => {
  const found = policyFacts.find((clause) => clause.id === id)
  if (!found) throw new Error(`no facts for ${id}`)
  return found
}

const rows = policyLocales.flatMap((locale) =>
  policyFacts.map((clause) => ({ locale, id: clause.id, clause })),
)

describe('the shape of version 1', () => {
  const parts = {
    data: ['registration', 'learning', 'technical'],
    purposes: ['service', 'improvement', 'communication', 'support', 'security', 'analytics'],
    rights: ['access', 'rectification', 'erasure', 'restriction', 'portability', 'withdrawal'],
    security: ['encryption', 'access-control', 'audits', 'backups', 'training'],
  }

  test.each(policyLocales)('%s has the four parts and the 20 clauses in their order', (locale) => {
    expect(policies[locale].locale).toBe(locale)
    expect(policies[locale].lastUpdatedOn).toBe('2025-01-15')
    expect(
      policies[locale].parts.map(({ id, clauses }) => [id, clauses.map((clause) => clause.id)]),
    ).toStrictEqual(Object.entries(parts).map(([id, names]) => [id, names.map((name) => `${id}.${name}`)]))
    expect(clausesOf(locale).map(({ id }) => id)).toStrictEqual(clauseIds)
    expect(clauseIds).toHaveLength(20)
  })

  test('the Russian titles are those of the published policy', () => {
    expect([policies.ru.title, ...policies.ru.parts.map(({ title }) => title)]).toStrictEqual([
      'Политика конфиденциальности',
      'Какие данные мы собираем',
      'Цели использования данных',
      'Ваши права',
      'Меры безопасности',
    ])
    expect(clausesOf('ru').map(({ title }) => title)).toStrictEqual([
      'Регистрационные данные',
      'Данные об обучении',
      'Технические данные',
      'Предоставление сервиса',
      'Улучшение платформы',
      'Коммуникация',
      'Техническая поддержка',
      'Безопасность',
      'Аналитика',
      'Доступ к данным',
      'Исправление данных',
      'Удаление данных',
      'Ограничение обработки',
      'Переносимость данных',
      'Отзыв согласия',
      'Шифрование данных',
      'Контроль доступа',
      'Регулярные проверки',
      'Резервное копирование',
      'Обучение персонала',
    ])
  })

  test.each(rows)('$locale $id is one to three sentences, at most 60 words', ({ locale, id }) => {
    const sentences = [...new Intl.Segmenter(locale, { granularity: 'sentence' }).segment(textOf(locale, id))]
    expect(sentences.length).toBeLessThanOrEqual(3)
    const words = textOf(locale, id).match(/[\p{L}\d][\p{L}\d.-]*/gu) ?? []
    expect(words.length).toBeLessThanOrEqual(60)
    expect(words.length).toBeGreaterThanOrEqual(12)
  })

  const [firstPart, ...otherParts] = policies.ru.parts
  const [firstClause, ...otherClauses] = firstPart?.clauses ?? []
  const withClauses = (clauses: unknown[]) => ({
    ...policies.ru,
    parts: [{ ...firstPart, clauses }, ...otherParts],
  })

  test.each([
    [
      'a clause under a foreign part',
      withClauses([{ ...firstClause, id: 'rights.access' }, ...otherClauses]),
    ],
    ['the same id twice', withClauses([firstClause, firstClause, ...otherClauses])],
    ['an empty body', withClauses([{ ...firstClause, body: '' }, ...otherClauses])],
    ['markdown', { ...policies.ru, introduction: `${policies.ru.introduction} **важно**` }],
    ['a loose line at the end', { ...policies.ru, introduction: `${policies.ru.introduction}\n` }],
    ['a date that does not exist', { ...policies.ru, lastUpdatedOn: '2025-02-30' }],
    ['a key that nobody knows', { ...policies.ru, effectiveOn: '2025-01-15' }],
  ])('%s is refused', (_, text) => {
    expect(policyTextSchema.safeParse(text).success).toBe(false)
  })
})

describe('every fact is stated', () => {
  test.each(rows)('$locale $id', ({ locale, id, clause }) => {
    expect(findFaults(clause, locale, textOf(locale, id))).toStrictEqual([])
  })
})

describe('a fact taken out is missed', () => {
  const each = rows.flatMap(({ locale, id, clause }) =>
    clause.facts.map((fact) => ({ locale, id, clause, fact, states: fact.states })),
  )

  test.each(each)('$locale $id: $states', ({ locale, id, clause, fact }) => {
    const pattern = fact[locale]
    const without = textOf(locale, id).replaceAll(new RegExp(pattern, `${pattern.flags}g`), ' ')
    expect(findFaults(clause, locale, without)).toContain(`missing: ${fact.states}`)
  })
})

describe('a text bent to say more, less or something else is found', () => {
  const bent: [PolicyLocale, string, string, string][] = [
    ['kk', 'rights.access', '30 күн', '60 күн'],
    ['kk', 'rights.access', '30 күн', '30 жұмыс күні'],
    ['ru', 'rights.access', '30 дней', '30 рабочих дней'],
    ['ru', 'rights.access', 'с момента', 'без учёта 5 дней с момента'],
    ['en', 'rights.access', 'within 30 days', 'within 30 days or 2 months'],
    ['en', 'rights.access', 'all the personal', 'some personal'],
    ['kk', 'rights.erasure', 'кейбір ақпаратты', 'барлық ақпаратты'],
    ['ru', 'rights.erasure', 'некоторую информацию', 'всю информацию'],
    ['ru', 'rights.erasure', 'обязаны', 'можем'],
    ['en', 'rights.erasure', 'must keep', 'may keep'],
    ['kk', 'rights.withdrawal', 'әсер етеді', 'әсер етуі мүмкін'],
    ['ru', 'rights.withdrawal', 'повлияет', 'может повлиять'],
    ['en', 'rights.withdrawal', 'will affect', 'may affect'],
    ['en', 'rights.withdrawal', 'some functions', 'all functions'],
    ['ru', 'rights.withdrawal', 'в любое время', 'по истечении срока'],
    ['ru', 'rights.restriction', 'В определённых случаях вы', 'Вы'],
    ['kk', 'rights.portability', 'сұрай аласыз', 'сұрай алмайсыз'],
    ['en', 'rights.rectification', 'or by', 'and by'],
    ['kk', 'security.encryption', 'TLS 1.3', 'TLS 1.2'],
    ['ru', 'security.encryption', 'TLS 1.3', 'TLS 1.3 или 1.2'],
    ['en', 'security.encryption', 'All traffic', 'Most traffic'],
    ['kk', 'security.audits', 'тоқсан сайын', 'жыл сайын'],
    ['ru', 'security.audits', ', а также проводим', ' и'],
    ['en', 'security.audits', ', and we also carry out', ' and'],
    ['kk', 'security.audits', 'өткіземіз, сондай-ақ', 'және'],
    ['ru', 'security.backups', 'Каждый день', 'Каждую неделю'],
    ['kk', 'security.backups', 'Қазақстандағы ', ''],
    ['en', 'security.backups', 'encrypted ', ''],
    ['ru', 'security.access-control', 'только те сотрудники', 'те сотрудники'],
    ['kk', 'security.access-control', 'ғана ', ''],
    ['ru', 'security.training', 'Все сотрудники', 'Сотрудники'],
    ['en', 'security.training', 'mandatory ', ''],
    ['ru', 'data.registration', 'ваше имя', 'ваше имя, дату рождения'],
    ['kk', 'data.registration', 'атыңызды', 'атыңызды, ЖСН'],
    ['en', 'purposes.security', 'to protect', 'to always protect'],
    ['kk', 'introduction', 'Cloudex Learning', 'Платформа'],
  ]

  test.each(bent)('%s %s: %s -> %s', (locale, id, from, to) => {
    const text = textOf(locale, id)
    const changed = text.replace(from, to)
    expect(changed).not.toBe(text)
    expect(findFaults(factsOf(id), locale, changed)).not.toStrictEqual([])
  })

  test('a clause does not pass for another, or in another language', () => {
    for (const { locale, id, clause } of rows) {
      for (const other of rows) {
        if (other.id === id && other.locale === locale) continue
        expect(findFaults(clause, locale, textOf(other.locale, other.id))).not.toStrictEqual([])
      }
    }
  })
})
