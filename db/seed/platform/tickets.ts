import type { SampleLearner } from './learners.ts'
import { randomFor } from './random.ts'
import { after, ageInDays, timeDaysAgo } from './sample-time.ts'
import type { PlatformTables } from './tables.ts'

const questions: Record<SampleLearner['locale'], [subject: string, body: string][]> = {
  kk: [
    ['Бейнесабақ ашылмайды', 'Телефоннан кіргенде бейнесабақ жүктелмей тұр. Компьютерде бәрі дұрыс.'],
    ['Сертификатта атым қате жазылған', 'Сертификаттағы тегімде бір әріп қате. Қалай түзетуге болады?'],
    ['Тест нәтижесі сақталмады', 'Тестті аяқтадым, бірақ нәтижем көрінбейді.'],
    ['Кіру коды келмейді', 'Поштама кіру коды келмей жатыр, спам қалтасын да қарадым.'],
  ],
  ru: [
    ['Не открывается видео', 'С телефона видео урока не загружается, с компьютера всё работает.'],
    ['Ошибка в имени на сертификате', 'В фамилии на сертификате ошибка в одной букве. Как исправить?'],
    ['Не сохранился результат теста', 'Тест закончен, а результата в списке нет.'],
    ['Не приходит код для входа', 'Код для входа не приходит на почту, в спаме тоже нет.'],
  ],
  en: [
    ['The video does not open', 'The lesson video does not load on my phone. On a computer it works.'],
    ['My test result is missing', 'I finished the test, but the result is not in the list.'],
  ],
}

/** About one learner in five wrote once; nearly all of it is settled. */
export function recordTickets(
  to: Pick<PlatformTables, 'support_tickets'>,
  userId: number,
  learner: SampleLearner,
  now: Date,
): void {
  const random = randomFor(`tickets ${userId}`)
  const age = ageInDays(learner.createdAt, now)
  if (age < 2 || !random.chance(0.22)) return
  const [subject, body] = random.pick(questions[learner.locale])
  const openedAt = timeDaysAgo(now, random.between(1, age - 1), random.between(9 * 60, 22 * 60))
  const closedAt = after(openedAt, random.between(2, 60) * 3600)
  const closed = closedAt < now
  to.support_tickets.push({
    id: to.support_tickets.length + 1,
    user_id: userId,
    subject,
    body,
    status: closed ? 'closed' : 'open',
    opened_at: openedAt,
    closed_at: closed ? closedAt : null,
  })
}
