import { z } from 'zod'
import { staffNames } from '#domain/staff/team/read-team.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'

/** Who made each thing: a member of the staff by name, else the command line. */
export async function makerNames(ctx: StaffContext, locale: Locale, ids: readonly (string | null)[]) {
  const staffIds = [...new Set(ids)]
    .filter((id) => id !== null)
    .filter((id) => z.uuid().safeParse(id).success)
  const names = await ctx.transaction((tx) => staffNames(tx, ctx.services.keys, staffIds))
  const portal = translator(locale, 'integrations')('portal')
  return (id: string | null) => (id === null ? undefined : names.get(id)) ?? portal
}
