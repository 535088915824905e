import { getTranslations } from 'next-intl/server'
import { staffRoles } from '#db/schema/access-codes.ts'

/** Every role with what it lets one do, in the reader's words. */
export async function roleWords() {
  const t = await getTranslations('staff')
  return staffRoles.map((code) => ({ value: code, word: t(`roles.${code}`), note: t(`roleHints.${code}`) }))
}
