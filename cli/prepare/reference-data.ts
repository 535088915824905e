import calendar from '#db/seed/calendar.json' with { type: 'json' }
import en from '#db/seed/policy/version-1/en.json' with { type: 'json' }
import kk from '#db/seed/policy/version-1/kk.json' with { type: 'json' }
import ru from '#db/seed/policy/version-1/ru.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { startSecondEdition } from '#domain/consent/receipts/receipt-edition.ts'
import { publishConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { retiredChoices } from '#domain/consent/texts/read-catalogue.ts'
import { ownWordings } from '#domain/consent/wording/read-wordings.ts'
import { withWordings } from '#domain/consent/wording/wordings.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { recordOperator } from '#domain/policy/operator/record-operator.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { startWithPasskeys } from '#domain/staff/settings/start-with-passkeys.ts'
import { clockOf } from '#platform/clock.ts'
import { shownTexts } from './shown-texts.ts'

export type ReferenceData = {
  /** The policy version in force. */
  policyVersion: number
  /** How many texts of purposes became new versions now. */
  newWords: number
  /** How many missing days were added to the calendar; days that somebody changed are kept. */
  newDays: number
}

/** What changed, as the list of versions tells it: part of the policy, therefore data. */
const summary = {
  kk: 'Порталда жарияланған алғашқы редакция.',
  ru: 'Первая редакция, опубликованная на портале.',
  en: 'The first version published on this portal.',
}

/**
 * Publishes the first policy version if there is none, records the operator for receipts, and publishes the consent
 * texts: the words of the message files or, where the operator has written others, theirs, with the facts of the settings.
 * Sets what begins with a new installation: the edition of receipts, and that staff need passkeys.
 */
export async function publishReferenceData(ctx: Context, publishedAt: Date): Promise<ReferenceData> {
  if ((await currentVersion(ctx)) === 0) {
    const then = { ...ctx, clock: clockOf(() => publishedAt) }
    await publishVersion(then, {
      version: 1,
      lastUpdatedOn: ru.lastUpdatedOn,
      effectiveOn: null,
      material: false,
      summary,
      texts: { kk, ru, en },
    })
  }
  const operator = readOperator(ctx.services.env)
  await recordOperator(ctx, operator)
  await startSecondEdition(ctx)
  await startWithPasskeys(ctx)
  const own = await ctx.transaction(async (tx) => ({
    wordings: await ownWordings(tx),
    retired: await retiredChoices(tx),
  }))
  let newWords = 0
  for (const locale of locales)
    newWords += await publishConsentTexts(
      ctx,
      locale,
      withWordings(shownTexts(locale, operator, own.wordings), own, locale),
    )
  const { added: newDays } = await loadCalendar(ctx, calendarSchema.parse(calendar))
  return { policyVersion: await currentVersion(ctx), newWords, newDays }
}
