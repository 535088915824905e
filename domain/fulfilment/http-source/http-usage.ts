import { almatyDate } from '#platform/time/almaty-time.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import type { SourceUsage } from '../rules/source.ts'
import { type UsageFact, usageFrom } from '../rules/usage.ts'
import { USAGE_PEOPLE, type UsageAnswer, usageFault } from '../rules/usage-protocol.ts'
import { askUsage, type HttpSystem } from './call-source.ts'

/** How the courses of a system are used, by person; undefined where its settings do not say that it answers this. */
export function httpUsage(system: HttpSystem): SourceUsage | undefined {
  const { name, usage } = system.settings
  if (!usage) return undefined
  const ask = async (
    people: readonly string[],
    from: LocalDate,
    signal: AbortSignal,
  ): Promise<UsageAnswer> => {
    const answer = await askUsage(system, { people, from }, signal)
    if ('failure' in answer)
      throw new Error(
        `${name} did not say how its courses are used: ${answer.failure.code} ${answer.failure.detail ?? ''}`,
      )
    const fault = usageFault(answer, { people, from, until: almatyDate(system.ctx.clock.now()) })
    if (fault !== null) throw new Error(`${name} answered wrongly about the use of its courses: ${fault}`)
    return answer
  }
  return {
    statistics: ['courses'],
    // Without people the answer has the courses alone.
    async groups(_statistic, signal) {
      return (await ask([], usageFrom(system.ctx.clock.now()), signal)).courses
    },
    async read(_statistic, { people, from }, signal) {
      const facts: UsageFact[] = []
      for (let at = 0; at < people.length; at += USAGE_PEOPLE) {
        const answer = await ask(people.slice(at, at + USAGE_PEOPLE), from, signal)
        for (const { course, sum, ...fact } of answer.facts)
          facts.push({ ...fact, group: course, sum: sum ?? null })
      }
      return facts
    },
  }
}
